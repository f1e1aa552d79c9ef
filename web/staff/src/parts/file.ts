const FORGET_MS = 60_000;

/** Hands a text to whoever asked for it as a file; no address leads to it. */
export function keepFile(type: string, text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), FORGET_MS);
}
