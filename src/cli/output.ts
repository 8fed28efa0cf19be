import type { Terminal } from './host.js'

/**
 * Writes whole texts to a stream and waits for a slow reader. A reader that went away
 * (`| head -1`) is reported to `onClosed`, every other error to `onBroken`; what is written afterwards is dropped.
 */
export class Output {
  #open = true

  constructor(
    private readonly stream: Terminal,
    onClosed: () => void,
    onBroken: (cause: Error) => void,
  ) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      this.#open = false
      if (cause.code === 'EPIPE' || cause.code === 'ERR_STREAM_DESTROYED') onClosed()
      else onBroken(cause)
    })
  }

  async write(text: string): Promise<void> {
    if (text === '' || !this.#open || this.stream.write(text)) return
    await this.flush()
  }

  /** Resolves when everything written so far has been accepted, or has been dropped. */
  async flush(): Promise<void> {
    if (this.#open) await new Promise<void>((resolve) => this.stream.write('', () => resolve()))
  }
}
