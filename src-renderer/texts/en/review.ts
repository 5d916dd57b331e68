/** Going through rows one by one. */
export const review = {
  label: "Review",
  decided: "{{decided, number}} of {{total, number}} decided",
  progress: "Rows decided",
  end: "End the review",
  allDecided: "Every row here has a verdict.",
  dropped: "Row dropped",
  passOver: "goes on without a verdict",
  verdicts: { keep: "Keep", fix: "Fix", flag: "Flag", drop: "Drop" },
};
