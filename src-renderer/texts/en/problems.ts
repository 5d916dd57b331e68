/** What is wrong with the dataset: by rule, against the eval set, and lines that could not be read. */
export const problems = {
  title: "Problems",
  checking: "Checking",
  none: { title: "Nothing to mend", text: "The validators will find nothing to choke on." },
  levels: { error: "Errors, which stand in the way of publishing", warning: "Warnings", hint: "Hints" },
  showAll: "Show all rows again",
  showOnly: "Show only these rows",
  showFirst: "Show the first",
  evalSet: {
    title: "Eval set",
    missing: "In this competition every row must stand, unchanged, in the eval set. It is not here yet.",
    missingNamed:
      "In this competition every row must stand, unchanged, in the eval set {{repo}}. It is not here yet.",
    present_one: "Your rows are held against {{count, number}} row of {{origin}}, as of {{when}}.",
    present_other: "Your rows are held against {{count, number}} rows of {{origin}}, as of {{when}}.",
    fetch: "Get the eval set",
    fetchAgain: "Get it again",
    file: "File of the eval set",
    takeFile: "Take a file",
  },
  badLines: {
    label: "Bad lines",
    title_one: "{{count, number}} bad line",
    title_other: "{{count, number}} bad lines",
    save: "Save to a file",
    none: {
      title: "No bad line is left",
      text: "Every line of what was imported is a row now, or was left out by you.",
    },
    firstShown:
      "The first {{shown, number}} of {{total, number}}; the others move up as these are dealt with.",
    line: "Line {{line}}",
    place: "{{source}}, line {{line, number}}",
    text: "Text of line {{line}}",
    tooLong: "Too long to be mended here; save it to a file.",
    take: "Take as a row",
    taken: "Line {{line, number}} is the last row now",
    leaveOut: "Leave it out",
    leftOut: "Line {{line, number}} is left out",
  },
};
