import { homedir, tmpdir } from 'node:os';
import { IntSetting, StringSetting } from '@muster/platform';

/** The servers whose tools agents may call. */
export class McpSettings {
  @StringSetting('MCP_SERVERS', {
    about:
      'servers of the Model Context Protocol whose tools agents may call (`call_tool`), as JSON: name → `{command, args, env}` or `{url, headers}`, and more ([operations](docs/operations.md#tools-of-other-programs))',
    secret: true,
  })
  servers?: string;

  @StringSetting('MCP_SERVERS_FILE', { about: 'file that holds them instead' })
  serversFile?: string;

  @IntSetting('MCP_TOOLS_SECONDS', {
    about:
      'how long the list of tools of a server is believed; a server that tells of changes is asked again at once',
    default: 300,
    min: 1,
    max: 86_400,
  })
  toolsSeconds: number;
}

/** What a reference `${env:NAME}` stands for. */
export const variable = (name: string): string | undefined => process.env[name] || undefined;

/** All that a program which we start is told of our own environment. */
export const bareEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: process.env.HOME ?? homedir(),
  TMPDIR: tmpdir(),
  LANG: process.env.LANG ?? 'C.UTF-8',
});
