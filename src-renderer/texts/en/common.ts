export const common = {
  cancel: "Cancel",
  rows_one: "{{count, number}} row",
  rows_other: "{{count, number}} rows",
};
