import { Button, Group, Modal, Text } from "@mantine/core";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the two buttons say: the way that changes nothing, and the other one. */
  readonly no: string;
  readonly yes: string;
}

type Ask = (question: Question) => Promise<boolean>;

const Context = createContext<Ask>(() => Promise.resolve(false));
export const useConfirm = (): Ask => useContext(Context);

/** Asks before something that one may not mean. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<{ question: Question; answer: (yes: boolean) => void } | null>(null);
  const ask = useCallback<Ask>(
    (question) =>
      new Promise((answer) => {
        setAsked({ question, answer });
      }),
    [],
  );
  const settle = (yes: boolean): void => {
    asked?.answer(yes);
    setAsked(null);
  };
  return (
    <Context value={ask}>
      {children}
      <Modal opened={asked !== null} onClose={() => settle(false)} title={asked?.question.title} centered>
        <Text size="sm">{asked?.question.text}</Text>
        <Group justify="flex-end" gap={8} mt="md">
          <Button variant="default" data-autofocus onClick={() => settle(false)}>
            {asked?.question.no}
          </Button>
          <Button onClick={() => settle(true)}>{asked?.question.yes}</Button>
        </Group>
      </Modal>
    </Context>
  );
}
