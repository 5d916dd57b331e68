export const shell = {
  places: {
    dataset: "Dataset",
    overview: "At a glance",
    duplicates: "Duplicates",
    publish: "Publish",
    history: "History",
    log: "Log",
    settings: "Settings",
  },
  rail: "Steps",
  closeProject: "Close project",
  connectionGone: "The connection to Assay's services is gone; trying again. What you saved is safe.",
  loading: "Loading",
  goTo: "Go to {{place}}",
  undo: "Undo",
  palette: { placeholder: "What would you like to do?", nothing: "Nothing like that" },
};
