import type { ErrorCatalogue } from "./assay-error.ts";

export type WorkspaceErrorCode =
  | "ProjectNotFound"
  | "ProjectExists"
  | "ProjectInUse"
  | "ProjectNewer"
  | "ProjectForeign"
  | "ProjectDamaged"
  | "ProjectNone"
  | "RowGone"
  | "BadLineGone"
  | "NothingToUndo"
  | "NothingToRedo"
  | "Busy"
  | "MemberWouldChange"
  | "StepGone"
  | "WriterStopped"
  | "UploadGone"
  | "JobUnknown"
  | "ClusterGone";

export const workspaceErrors: ErrorCatalogue<WorkspaceErrorCode> = {
  ProjectNotFound: {
    sentence: "There is no project at {path}.",
    mend: "It may have been moved or deleted; choose another.",
  },
  ProjectExists: { sentence: "There is a file at {path} already.", mend: "Choose another name." },
  ProjectInUse: {
    sentence: "The project {path} is open in another window or process.",
    mend: "Close it there first: one process at a time may write to a project.",
  },
  ProjectNewer: {
    sentence: "The project {path} was made by a newer version of Assay.",
    mend: "Update Assay to open it; nothing was changed.",
  },
  ProjectForeign: {
    sentence: "{path} is no Assay project.",
    mend: "Choose a file that ends in .assay, or import the file instead.",
  },
  ProjectDamaged: {
    sentence: "The project {path} is damaged: {reason}.",
    mend: "Restore it from a backup; Assay has not changed it.",
  },
  ProjectNone: { sentence: "No project is open.", mend: "Open or create one first." },
  RowGone: {
    sentence: "This row is no longer there.",
    mend: "It may have been deleted; undo brings it back.",
  },
  BadLineGone: { sentence: "This line is no longer in the list.", mend: "Reload the list." },
  NothingToUndo: { sentence: "There is nothing to undo.", mend: "Go on editing." },
  NothingToRedo: { sentence: "There is nothing to redo.", mend: "Go on editing." },
  Busy: {
    sentence: "A larger change is still under way: {what}.",
    mend: "Wait for it to finish, or cancel it.",
  },
  StepGone: {
    sentence: "This step is no longer in the history.",
    mend: "Look at the list again: a newer change may have taken its place.",
  },
  MemberWouldChange: {
    sentence: "Row {line} is a member of the eval set; changed, it would count no more and fail the dataset.",
    mend: "Leave it as it is, or change it all the same and restore it later from the eval set.",
  },
  WriterStopped: {
    sentence: "The part of Assay that stores rows has stopped.",
    mend: "Close the project and open it again: all that was saved is there.",
  },
  UploadGone: { sentence: "The file to import is no longer there.", mend: "Choose it again." },
  JobUnknown: { sentence: "This job is no longer running.", mend: "Look at its result." },
  ClusterGone: { sentence: "This group of duplicates is no longer there.", mend: "Reload the list." },
};
