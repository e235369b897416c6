import { Injectable } from '@nestjs/common';

/** What administrators of the installation set about workers and agents: the app keeps it as they say. */
@Injectable()
export class AgentPolicy {
  requireWorkerApproval = true;
  /** How many agents a worker takes that does not say it. */
  maxAgentsPerWorker = 5;
  /** Of an agent whose maker does not say it. */
  usual = { maxTokens: 4_096, temperature: 0.7 };
  /** Behind the @ of agents' addresses. */
  mailDomain = 'localhost';
}
