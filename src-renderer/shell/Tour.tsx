import { Button, CloseButton, Text } from "@mantine/core";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "../connection/live.tsx";
import { useServices } from "../connection/services.tsx";
import { say } from "../texts/index.ts";
import { showError } from "../ui/error-notice.tsx";
import { type Place, useNavigation } from "./navigation.ts";
import "./tour.css";

const SEEN_KEY = "assay.tour";

interface Step {
  readonly texts: "rows" | "problems" | "overview" | "duplicates" | "publish";
  readonly place: Place;
  /** What is outlined while it is spoken of. */
  readonly target: string;
}

const STEPS: readonly Step[] = [
  { texts: "rows", place: "dataset", target: '[role="grid"]' },
  { texts: "problems", place: "dataset", target: '[data-panel="problems"]' },
  { texts: "overview", place: "overview", target: ".main" },
  { texts: "duplicates", place: "duplicates", target: ".main" },
  { texts: "publish", place: "publish", target: ".main" },
];

export interface Tour {
  readonly start: () => void;
  /** False once it was taken, or not wanted. */
  readonly isOffered: boolean;
  readonly decline: () => void;
}

const Context = createContext<Tour>({ start: () => {}, isOffered: false, decline: () => {} });
export const useTour = (): Tour => useContext(Context);

/** A short way through the app, on the sample where no project is open. It can be left at any step. */
export function TourProvider({ children }: { children: ReactNode }) {
  const services = useServices();
  const { project } = useLive();
  const [at, setAt] = useState<number | null>(null);
  const [isOffered, setOffered] = useState(localStorage.getItem(SEEN_KEY) === null);
  const tour = useMemo<Tour>(() => {
    const decline = (): void => {
      localStorage.setItem(SEEN_KEY, "seen");
      setOffered(false);
    };
    const start = async (): Promise<void> => {
      if (project === null) {
        const [sample] = await services.call("samples.list", {});
        if (sample === undefined) return;
        await services.call("project.create", { name: say("shell.tour.sample") });
        await services.call("import.start", {
          source: { kind: "sample", sampleId: sample.id },
          format: { container: "jsonl", form: "native", mapping: null },
        });
      }
      decline();
      setAt(0);
    };
    return { isOffered, decline, start: () => void start().catch(showError) };
  }, [services, project, isOffered]);
  return (
    <Context value={tour}>
      {children}
      {at !== null && <TourCard at={at} onGo={setAt} onEnd={() => setAt(null)} />}
    </Context>
  );
}

function TourCard({ at, onGo, onEnd }: { at: number; onGo: (at: number) => void; onEnd: () => void }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const card = useRef<HTMLElement>(null);
  const step = STEPS[at];
  const goThere = useRef(go);
  goThere.current = go;

  useEffect(() => {
    if (step === undefined) return;
    goThere.current(step.place);
    const frame = requestAnimationFrame(() =>
      document.querySelector(step.target)?.classList.add("tour-target"),
    );
    card.current?.focus();
    return () => {
      cancelAnimationFrame(frame);
      for (const target of document.querySelectorAll(".tour-target")) target.classList.remove("tour-target");
    };
  }, [step]);

  if (step === undefined) return null;
  const isLast = at === STEPS.length - 1;
  return (
    <section
      ref={card}
      className="tour"
      aria-label={t("shell.tour.label")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the tour takes the focus at each step, so that it is read out
      tabIndex={0}
      onKeyDown={(event) => event.key === "Escape" && onEnd()}
    >
      <div className="tour-head">
        <span className="muted small">{t("shell.tour.place", { step: at + 1, steps: STEPS.length })}</span>
        <span className="grow" />
        <CloseButton size="sm" aria-label={t("shell.tour.end")} onClick={onEnd} />
      </div>
      <Text fw={600}>{t(`shell.tour.${step.texts}.title`)}</Text>
      <Text size="sm" mt={4} mb="sm" aria-live="polite">
        {t(`shell.tour.${step.texts}.text`)}
      </Text>
      <div className="tour-head">
        {!isLast && (
          <Button variant="subtle" color="gray" onClick={onEnd}>
            {t("shell.tour.skip")}
          </Button>
        )}
        <span className="grow" />
        {at > 0 && (
          <Button variant="default" onClick={() => onGo(at - 1)}>
            {t("shell.tour.back")}
          </Button>
        )}
        <Button onClick={() => (isLast ? onEnd() : onGo(at + 1))}>
          {t(isLast ? "shell.tour.done" : "shell.tour.next")}
        </Button>
      </div>
    </section>
  );
}
