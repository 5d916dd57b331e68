export const common = {
  cancel: "Cancel",
  close: "Close",
  rows_one: "{{count, number}} row",
  rows_other: "{{count, number}} rows",
};
