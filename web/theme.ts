import { createTheme, Modal, Notification } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';

const sea: MantineColorsTuple = [
  '#e8f6fa',
  '#d3e9f0',
  '#a5d2e1',
  '#74b9d1',
  '#4da5c4',
  '#3498bc',
  '#1f7fa3',
  '#106c8d',
  '#0b5a77',
  '#04445c',
];

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 7 },
  colors: { sea },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  components: {
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    }),
    Modal: Modal.extend({
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: { header: { role: 'presentation' } }, // else it were a second banner of the page
        transitionProps: { duration: 120 },
      },
    }),
  },
  headings: { fontWeight: '650' },
});

/** Mantine's own for what is secondary or wrong have too little contrast (WCAG 2.2, 1.4.3). */
export const readable: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#55606b',
    '--mantine-color-placeholder': '#66717c',
    '--mantine-color-error': '#b3261e',
    '--desk-bg': '#f5f8fa',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b1b9',
    '--mantine-color-placeholder': '#98a1aa',
    '--mantine-color-error': '#ff9b93',
    '--desk-bg': '#1b1e22',
  },
});
