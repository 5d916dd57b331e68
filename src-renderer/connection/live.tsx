import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type {
  Job,
  NetworkView,
  PracticeView,
  PreviewView,
  ProjectInfo,
  PublicationView,
  Settings,
} from "../../src-shared/contract/index.ts";
import { useServices } from "./services.tsx";

/** What the services tell unasked, as it stands now. */
export interface Live {
  /** Undefined until it is known whether a project is open. */
  readonly project: ProjectInfo | null | undefined;
  readonly settings: Settings | null;
  readonly jobs: readonly Job[];
  readonly network: NetworkView | null;
}

const Context = createContext<Live>({ project: undefined, settings: null, jobs: [], network: null });
export const useLive = (): Live => useContext(Context);

/** Everything that shows rows is out of date once the project changed. */
const OF_PROJECT =
  /^(rows|lint|dedup|badLines|stats|history|publish\.preflight|publish\.compare|preview\.list|practice\.list|project\.recent)/;

export function LiveProvider({ children }: { children: ReactNode }) {
  const services = useServices();
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>({ project: undefined, settings: null, jobs: [], network: null });

  useEffect(() => {
    const set = (change: Partial<Live>): void => setLive((before) => ({ ...before, ...change }));
    const stops = [
      services.on("project.changed", (project) => {
        set({ project });
        void queries.invalidateQueries({ predicate: ({ queryKey }) => OF_PROJECT.test(String(queryKey[0])) });
      }),
      services.on("evalSet.changed", (status) =>
        queries.setQueryData(["evalSet.status", { profileId: status.profileId }], status),
      ),
      services.on("settings.changed", (settings) => set({ settings })),
      services.on("network.changed", (network) => set({ network })),
      services.on("publication.changed", (publication: PublicationView) => {
        queries.setQueryData(["publish.get", { id: publication.id }], publication);
        void queries.invalidateQueries({ queryKey: ["publish.list"] });
        void queries.invalidateQueries({ queryKey: ["publish.preflight"] });
      }),
      services.on("preview.changed", (preview) => {
        const key = ["preview.list", {}];
        const known = queries.getQueryData<PreviewView[]>(key) ?? [];
        if (!known.some(({ id }) => id === preview.id)) void queries.invalidateQueries({ queryKey: key });
        else
          queries.setQueryData(
            key,
            known.map((each) => (each.id === preview.id ? preview : each)),
          );
      }),
      services.on("practice.changed", (round) => {
        const key = ["practice.list", {}];
        const known = queries.getQueryData<PracticeView[]>(key) ?? [];
        if (!known.some(({ id }) => id === round.id)) void queries.invalidateQueries({ queryKey: key });
        else
          queries.setQueryData(
            key,
            known.map((each) => (each.id === round.id ? round : each)),
          );
      }),
      services.on("job.changed", (job) =>
        setLive((before) => ({
          ...before,
          jobs: [job, ...before.jobs.filter(({ id }) => id !== job.id)].slice(0, 20),
        })),
      ),
    ];
    if (services.isConnected) {
      void services.call("project.info", {}).then((project) => set({ project }));
      void services.call("settings.get", {}).then((settings) => {
        set({ settings });
        void services.call("network.select", { networkId: settings.networkId }).then(
          (network) => set({ network }),
          () => {},
        );
      });
      void services.call("jobs.list", {}).then((jobs) => set({ jobs }));
    }
    return () => {
      for (const stop of stops) stop();
    };
  }, [services, queries]);

  return <Context value={live}>{children}</Context>;
}
