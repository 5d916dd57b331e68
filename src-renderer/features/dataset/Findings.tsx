import { Button } from "@mantine/core";
import type { FindingView } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { LevelMark } from "../../ui/level.tsx";

/** One thing that is wrong with a row, and its fix. */
export function Finding({ rowId, finding }: { rowId: number; finding: FindingView }) {
  const services = useServices();
  const { rule, level, message, fix } = finding;
  return (
    <div className={`finding ${level}`}>
      <LevelMark level={level} />
      <span className="grow">{message}</span>
      {fix !== null && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void services.call("lint.fixRow", { rowId, rule, fix: fix.id }).catch(showError)}
        >
          {fix.label}
        </Button>
      )}
    </div>
  );
}
