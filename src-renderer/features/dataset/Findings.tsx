import { Button } from "@mantine/core";
import { type FindingView, inWords } from "../../../src-shared/contract/index.ts";
import { fixWords } from "../../../src-shared/dataset/index.ts";
import { useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { LevelMark } from "../../ui/level.tsx";

/** One thing that is wrong with a row, and its fix. */
export function Finding({ rowId, finding }: { rowId: number; finding: FindingView }) {
  const services = useServices();
  const language = useLanguage();
  const { rule, level, says, fix } = finding;
  return (
    <div className={`finding ${level}`}>
      <LevelMark level={level} />
      <span className="grow">{inWords(says, language)}</span>
      {fix !== null && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void services.call("lint.fixRow", { rowId, rule, fix }).catch(showError)}
        >
          {fixWords(fix, language)}
        </Button>
      )}
    </div>
  );
}
