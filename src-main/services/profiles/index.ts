export { fetchProfile, loadProfile } from "./load-profile.ts";
