/** What fixes do, as a button and the history say it, by their ids. */
export const fixes = {
  "set-default-system": () => "Set the default system prompt",
  "set-empty-system": () => "Add an empty system prompt",
  "rename-roles": () => "Rename roles that mean user or assistant",
  "drop-last-turn": () => "Remove the last turn",
  trim: () => "Trim white space",
  "remove-unknown-keys": () => "Remove unknown keys",
  "remove-control-characters": () => "Remove control characters",
  "remove-broken-unicode": () => "Remove broken characters",
  "restore-member": () => "Restore from the eval set",
  "drop-row": () => "Drop the row",
};
