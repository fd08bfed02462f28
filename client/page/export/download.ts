/** Gives it to the browser as a download. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

/** With the time of now, and no colon: not every system takes one. */
export const fileName = (ending: string): string => `transport-lab-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${ending}`;
