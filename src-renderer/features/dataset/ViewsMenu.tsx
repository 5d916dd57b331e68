import { ActionIcon, Button, Popover, TextInput, Tooltip } from "@mantine/core";
import { IconBookmark, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSavedViews } from "./saved-views.ts";
import { useDatasetView } from "./view.tsx";

/** Names the way one looks at the table now, and goes back to those that were named. */
export function ViewsMenu() {
  const { t } = useTranslation();
  const { view, set, isFiltered } = useDatasetView();
  const { views, save, forget } = useSavedViews();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState("");
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={260} trapFocus>
      <Popover.Target>
        <Tooltip label={t("search.views.open")}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={t("search.views.open")}
            aria-haspopup="dialog"
            onClick={() => setOpen(!isOpen)}
          >
            <IconBookmark size={16} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={t("search.views.open")}>
        {views.length === 0 && <p className="views-none muted small">{t("search.views.none")}</p>}
        <ul className="views">
          {views.map((saved) => (
            <li key={saved.name}>
              <button
                type="button"
                className="grow one-line"
                onClick={() => {
                  const { text, filter, sort } = saved;
                  set({ text, filter, sort });
                  setOpen(false);
                }}
              >
                {saved.name}
              </button>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={t("search.views.forget", { name: saved.name })}
                onClick={() => forget(saved.name)}
              >
                <IconX size={14} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <form
          className="views-save"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() === "") return;
            save({ name: name.trim(), text: view.text, filter: view.filter, sort: view.sort });
            setName("");
          }}
        >
          <TextInput
            className="grow"
            aria-label={t("search.views.name")}
            placeholder={t(isFiltered ? "search.views.nameView" : "search.views.nameOrder")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={name.trim() === ""}>
            {t("search.views.save")}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
