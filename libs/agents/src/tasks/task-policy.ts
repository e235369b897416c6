import { Injectable } from '@nestjs/common';

/** What administrators of the installation set about tasks of agents: the app keeps it as they say. */
@Injectable()
export class TaskPolicy {
  /** Whether tasks for which nobody named an agent are given to one. */
  assignsByItself = true;
  /** How long an attempt may be in progress, without the time in which it waits for a person. */
  attemptMinutes = 60;
  /** Of tasks that do not say it. */
  maxRetries = 3;
}
