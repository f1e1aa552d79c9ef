import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { mantineSheet } from './mantine-sheet.ts';
import { cssVariables, theme } from './src/theme.ts';

/**
 * The theme's variables as a stylesheet, where Mantine would write a `style` element when the page runs: so the page
 * needs no exception to its policy (`style-src 'self'`).
 */
function themeSheet(): Plugin {
  const name = 'virtual:theme.css';
  return {
    name: 'theme-sheet',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      const merged = mergeMantineTheme(DEFAULT_THEME, theme);
      const usual = defaultCssVariablesResolver(merged);
      const own = cssVariables(merged);
      const both = {
        variables: { ...usual.variables, ...own.variables },
        light: { ...usual.light, ...own.light },
        dark: { ...usual.dark, ...own.dark },
      };
      return convertCssVariables(both, ':root');
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), mantineSheet(), themeSheet()],
  build: {
    target: 'es2023',
    emptyOutDir: true,
    // What is inlined as data: would need a policy of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
