import { useTranslation } from "react-i18next";

const LONGEST_IN_SECONDS = 90;

/** Words for a length of time in seconds. */
export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation();
  return (seconds) =>
    seconds < LONGEST_IN_SECONDS
      ? t("preview.seconds", { count: Math.max(1, Math.round(seconds)) })
      : t("preview.minutes", { count: Math.round(seconds / 60) });
}
