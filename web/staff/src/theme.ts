import { type CSSVariablesResolver, createTheme } from '@mantine/core';

const TEAL = [
  '#eef7f6',
  '#d7ecea',
  '#aed9d5',
  '#82c4be',
  '#5bb1aa',
  '#3f9f97',
  '#2a8a83',
  '#14746e',
  '#0f5f5a',
  '#0a4a46',
] as const;
const SLATE = [
  '#e3e6ea',
  '#b4bac3',
  '#959dab',
  '#666e7b',
  '#434a56',
  '#333a45',
  '#262c35',
  '#1b2027',
  '#151a20',
  '#0f1317',
] as const;

/**
 * No component may write a `style` element when it runs (the page's policy forbids it), so none is given props that
 * differ by the width of the screen: `style.css` does that. Modals do not lock the scroll for the same reason.
 */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 7 },
  colors: { teal: TEAL, dark: SLATE },
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.375rem', lineHeight: '1.3' } } },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Modal: { defaultProps: { lockScroll: false, centered: true } },
    Drawer: { defaultProps: { lockScroll: false } },
    Button: { defaultProps: { size: 'sm' } },
    SegmentedControl: { defaultProps: { transitionDuration: 0 } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
});

/** What text stands out by: 4.5 to 1 at least on every surface, in light and in dark. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#565d68',
    '--mantine-color-placeholder': '#666e7b',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#0f5f5a',
    '--mantine-color-text': '#1b2027',
    '--surface': '#ffffff',
    '--surface-sunk': '#f6f7f8',
    '--surface-raised': '#ffffff',
    '--surface-hover': '#eef1f3',
    '--surface-chosen': '#e3f1f0',
    '--line': '#e2e5e9',
    '--line-strong': '#c9ced6',
    '--ink': '#1b2027',
    '--ink-soft': '#565d68',
    '--accent': '#14746e',
    '--red': '#b42318',
    '--red-soft': '#fdecea',
    '--amber': '#8a4b00',
    '--amber-soft': '#fdf1dc',
    '--green': '#12664a',
    '--green-soft': '#e2f4ec',
    '--blue': '#1d4f91',
    '--blue-soft': '#e6effa',
    '--grey': '#565d68',
    '--grey-soft': '#eceef1',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b0bb',
    '--mantine-color-placeholder': '#959dab',
    '--mantine-color-error': '#ff9d91',
    '--mantine-color-anchor': '#82c4be',
    '--mantine-color-text': '#e3e6ea',
    '--surface': '#1b2027',
    '--surface-sunk': '#151a20',
    '--surface-raised': '#222830',
    '--surface-hover': '#262c35',
    '--surface-chosen': '#16383a',
    '--line': '#2f3640',
    '--line-strong': '#434a56',
    '--ink': '#e3e6ea',
    '--ink-soft': '#a9b0bb',
    '--accent': '#82c4be',
    '--red': '#ff9d91',
    '--red-soft': '#46201d',
    '--amber': '#f2bf72',
    '--amber-soft': '#40300f',
    '--green': '#7fd3b0',
    '--green-soft': '#143a2d',
    '--blue': '#9cc3f5',
    '--blue-soft': '#1b304b',
    '--grey': '#b4bac3',
    '--grey-soft': '#2b313a',
  },
});
