const LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];

type Listener = (level: string | undefined) => void;

/** How much this process logs, as long as that is changed while it runs. */
class LogLevel {
  private current?: string;
  private readonly listeners = new Set<Listener>();

  /** In place of what each logger was told at the start; undefined: that again. Answers whether anything changed. */
  override(level: string | undefined): boolean {
    if (level === this.current) return false;
    this.current = level;
    for (const listener of this.listeners) listener(level);
    return true;
  }

  onOverride(listener: Listener): void {
    this.listeners.add(listener);
  }

  /** Whether a logger that was told `configured` shows lines of this level. */
  shows(level: string, configured: string): boolean {
    return LEVELS.indexOf(level) <= LEVELS.indexOf(this.current ?? configured);
  }
}

export const logLevel = new LogLevel();
