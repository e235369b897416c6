/** A group of actions that a task can switch on. */
export interface ActionCategory {
  name: string;
  displayName: string;
  description: string;
  /** Name of a pictogram. */
  icon: string;
}

const KNOWN: Record<string, Omit<ActionCategory, 'name'>> = {
  core: { displayName: 'Conversation', description: 'Answering and asking; always on', icon: 'message' },
  filesystem: {
    displayName: 'Files',
    description: 'Reading and writing the files of the task',
    icon: 'folder',
  },
  rag: { displayName: 'Documents', description: 'Searching and quoting your documents', icon: 'search' },
  web: { displayName: 'Web', description: 'Searching the web and reading pages', icon: 'globe' },
  email: { displayName: 'E-mail', description: 'Sending mail after you have confirmed it', icon: 'mail' },
  tools: { displayName: 'Tools', description: 'Calling registered tools', icon: 'wrench' },
  code: { displayName: 'Code', description: 'Running code in a sandbox', icon: 'terminal' },
};

export const categoryNamed = (name: string): ActionCategory => ({
  name,
  ...(KNOWN[name] ?? { displayName: name, description: '', icon: 'puzzle' }),
});
