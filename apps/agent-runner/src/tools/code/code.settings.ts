import { FlagSetting, IntSetting } from '@muster/platform';

/** Whether and how far agents run code. */
export class CodeSettings {
  @FlagSetting('RUN_CODE', {
    about:
      'whether agents may run code (`run_code`) in a sandbox without network; it takes bubblewrap (`bwrap`) and `prlimit` on the machine',
    default: false,
  })
  runCode: boolean;

  @IntSetting('RUN_CODE_SECONDS', { about: 'longest run of code', default: 30, min: 1, max: 100 })
  seconds: number;

  @IntSetting('RUN_CODE_MEMORY_MB', {
    about: 'most memory of one run of code, all its processes together',
    default: 512,
    min: 64,
    max: 65_536,
  })
  memoryMb: number;
}
