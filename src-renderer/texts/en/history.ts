export const history = {
  title: "History",
  none: { title: "Nothing was published yet", text: "Every publication stays here with its rows." },
  publications: "Publications",
  columns: { when: "When", state: "State", where: "Where", rows: "Rows", commitment: "Commitment" },
  outcomes: {
    running: "running",
    waiting: "waiting",
    done: "done",
    stopped: "stopped",
    cancelled: "cancelled",
    superseded: "superseded",
  },
  where: "{{network}}, subnet {{netuid}}",
  inBlock: "{{what}} (block {{block, number}})",
  steps: "Steps",
  compare: "Compare",
  restore: "Restore",
  save: "Save",
  comparison: {
    title: "Compared with today's rows",
    comparing: "Comparing …",
    summary_one:
      "{{count, number}} row came since, {{removed, number}} went, {{unchanged, number}} stayed as they were.",
    summary_other:
      "{{count, number}} rows came since, {{removed, number}} went, {{unchanged, number}} stayed as they were.",
  },
};
