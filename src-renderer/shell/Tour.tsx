import { Button, CloseButton, Text } from "@mantine/core";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useLive } from "../connection/live.tsx";
import { useServices } from "../connection/services.tsx";
import { showError } from "../ui/error-notice.tsx";
import { type Place, useNavigation } from "./navigation.ts";
import "./tour.css";

const SEEN_KEY = "assay.tour";

interface Step {
  readonly place: Place;
  /** What is outlined while it is spoken of. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
}

const STEPS: readonly Step[] = [
  {
    place: "dataset",
    target: '[role="grid"]',
    title: "Your rows",
    text: "One conversation a line. Type into a cell, or press Space to open the whole row. Everything can be undone.",
  },
  {
    place: "dataset",
    target: '[aria-label="Problems"]',
    title: "What is wrong, and how to mend it",
    text: "Each problem leads to its rows. Errors stand in the way of publishing; many are mended by one click for all rows.",
  },
  {
    place: "overview",
    target: ".main",
    title: "The dataset at a glance",
    text: "Lengths, languages, duplicates: a click on a bar shows its rows.",
  },
  {
    place: "duplicates",
    target: ".main",
    title: "Rows that say the same",
    text: "Side by side, with what differs marked. Keep one, or say that they are no duplicates. Nothing is dropped by itself.",
  },
  {
    place: "publish",
    target: ".main",
    title: "Publish & Commit",
    text: "One click uploads the dataset and writes its address on the chain. Here it is a practice network: nothing costs anything.",
  },
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
        await services.call("project.create", { name: "Sample" });
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
      aria-label="Tour"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the tour takes the focus at each step, so that it is read out
      tabIndex={0}
      onKeyDown={(event) => event.key === "Escape" && onEnd()}
    >
      <div className="tour-head">
        <span className="muted small">
          {at + 1} of {STEPS.length}
        </span>
        <span className="grow" />
        <CloseButton size="sm" aria-label="End the tour" onClick={onEnd} />
      </div>
      <Text fw={600}>{step.title}</Text>
      <Text size="sm" mt={4} mb="sm" aria-live="polite">
        {step.text}
      </Text>
      <div className="tour-head">
        {!isLast && (
          <Button variant="subtle" color="gray" onClick={onEnd}>
            Skip
          </Button>
        )}
        <span className="grow" />
        {at > 0 && (
          <Button variant="default" onClick={() => onGo(at - 1)}>
            Back
          </Button>
        )}
        <Button onClick={() => (isLast ? onEnd() : onGo(at + 1))}>{isLast ? "Done" : "Next"}</Button>
      </div>
    </section>
  );
}
