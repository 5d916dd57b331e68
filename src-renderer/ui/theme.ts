import {
  Autocomplete,
  Button,
  createTheme,
  FileInput,
  type MantineColorsTuple,
  Menu,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { say } from "../texts/index.ts";

/** Assayer's gold; shade 7 is dark enough for white text on it, shade 4 bright enough as text on dark. */
const gold: MantineColorsTuple = [
  "#fdf7e7",
  "#f7ebc9",
  "#eed78f",
  "#e4c153",
  "#d9ab2c",
  "#bd8f16",
  "#9c7410",
  "#7d5c0c",
  "#60460a",
  "#453208",
];
const slate: MantineColorsTuple = [
  "#e6e9ef",
  "#c3c9d4",
  "#a0a9b8",
  "#7e899b",
  "#5f6a7d",
  "#3d4656",
  "#2a313d",
  "#1c222b",
  "#14181f",
  "#0d1015",
];

export const theme = createTheme({
  primaryColor: "gold",
  primaryShade: 7,
  autoContrast: true,
  colors: { gold, dark: slate },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  defaultRadius: "sm",
  respectReducedMotion: true,
  headings: { fontWeight: "600" },
  cursorType: "pointer",
  components: {
    Autocomplete: Autocomplete.extend({ defaultProps: { size: "xs" } }),
    Button: Button.extend({ defaultProps: { size: "xs" } }),
    FileInput: FileInput.extend({ defaultProps: { size: "xs" } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md" } }),
    Notification: {
      defaultProps: () => ({ closeButtonProps: { "aria-label": say("ui.dismiss") } }),
    },
    NumberInput: NumberInput.extend({ defaultProps: { size: "xs" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "xs" } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: "xs" } }),
    Select: Select.extend({ defaultProps: { size: "xs" } }),
    TagsInput: TagsInput.extend({ defaultProps: { size: "xs" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "xs" } }),
    TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300 } }),
  },
});
