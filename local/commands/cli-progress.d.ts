/** What we use of it; it brings no types. */
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: {
      format: string;
      stream: NodeJS.WritableStream;
      hideCursor: boolean;
      clearOnComplete: boolean;
    });
    start(total: number, value: number, payload?: Record<string, string>): void;
    update(value: number, payload?: Record<string, string>): void;
    stop(): void;
  }
}
