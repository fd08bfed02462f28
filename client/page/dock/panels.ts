/** What the dock can show. Each panel comes when it is asked for. */
import type { ComponentType } from 'preact';
import type { DockPanel } from '../settings/settings.ts';

export interface Panel {
  readonly name: Exclude<DockPanel, 'auto'>;
  readonly title: string;
  load(): Promise<ComponentType>;
}

export const panels: readonly Panel[] = [
  { name: 'bytes', title: 'Bytes', load: async () => (await import('../inspector/inspector.tsx')).Inspector },
  { name: 'code', title: 'Code', load: async () => (await import('../code/code.tsx')).Code },
  { name: 'charts', title: 'Charts', load: async () => (await import('../charts/charts.tsx')).Charts },
  { name: 'log', title: 'Log', load: async () => (await import('../log/event-log.tsx')).EventLog },
  { name: 'publish', title: 'Publish', load: async () => (await import('../one/publish-form.tsx')).PublishForm },
  { name: 'what-if', title: 'What if', load: async () => (await import('../what-if/what-if.tsx')).WhatIf },
  { name: 'test', title: 'Test', load: async () => (await import('../self-test/self-test.tsx')).SelfTest },
  { name: 'export', title: 'Export', load: async () => (await import('../export/export.tsx')).Export },
];
