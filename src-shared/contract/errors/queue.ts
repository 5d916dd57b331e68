import type { ErrorCatalogue } from "./assay-error.ts";

export type QueueErrorCode =
  | "QueueRefused"
  | "QueueUnreachable"
  | "PayloadMissing"
  | "PayloadDamaged"
  | "JobUnreadable"
  | "WorkersLost"
  | "WorkerUnfit"
  | "ClassRefused"
  | "QueueNotNamed"
  | "OtherModelHere";

export const queueErrors: ErrorCatalogue<QueueErrorCode> = {
  QueueRefused: {
    sentence: "The queue's Redis at {host} does not let us in: {what}.",
    mend: "Check the user and the password in the queue's address, and what that user may do.",
  },
  QueueUnreachable: {
    sentence: "The queue's Redis at {host} cannot be reached: {what}.",
    mend: "Check the address, that Redis runs there, and for rediss:// its certificate (--queue-ca).",
  },
  PayloadMissing: {
    sentence: "The rows {hash} of a job are not in the queue.",
    mend: "The service lays them out again. If it stays so, give Redis more memory, with the policy noeviction.",
  },
  PayloadDamaged: {
    sentence: "What lies in the queue as rows {hash} is something else.",
    mend: "Look who else writes to this Redis; it should be the validator's alone.",
  },
  JobUnreadable: {
    sentence: "A job in the queue has not the form that this worker knows.",
    mend: "Bring the service and all workers to the same version.",
  },
  WorkersLost: {
    sentence: "The job was lost by {workers} workers, one after the other.",
    mend: "Look why they ended: their logs, and whether their machines have memory enough.",
  },
  WorkerUnfit: {
    sentence: "This worker has no engine to offer: {why}",
    mend: "Run assay-validator doctor on this machine; the job went back into the queue.",
  },
  ClassRefused: {
    sentence: "This worker is of the class {own}, and the fleet of {fleet}.",
    mend: "Use machines of one kind (card, driver, libraries, precision), or leave --one-class out.",
  },
  QueueNotNamed: {
    sentence: "A worker needs a queue, and none is named.",
    mend: "Give the address of its Redis with --queue, or as a credential or secret called queue-url.",
  },
  OtherModelHere: {
    sentence: "The folder of this worker holds {here}, and the job asks for {wanted}.",
    mend: "Name the service's profile and model here as well, or leave --model.folder out.",
  },
};
