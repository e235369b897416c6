declare module '@joplin/turndown-plugin-gfm' {
  import type TurndownService from 'turndown';

  /** Tables, strike-through, task lists. */
  export const gfm: TurndownService.Plugin;
}
