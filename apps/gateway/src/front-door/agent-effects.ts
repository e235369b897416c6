import { Injectable, OnModuleInit } from '@nestjs/common';
import { AgentPolicy, TaskPolicy } from '@muster/agents';
import { MailSettings } from '@muster/delivery';
import { LiveSettings } from '@muster/governance';

/** Brings what administrators set about workers, agents and their tasks to where it takes effect. */
@Injectable()
export class AgentEffects implements OnModuleInit {
  constructor(
    private readonly live: LiveSettings,
    private readonly policy: AgentPolicy,
    private readonly tasks: TaskPolicy,
    private readonly mail: MailSettings,
  ) {}

  onModuleInit(): void {
    const { live, policy } = this;
    live.on('security.require_worker_approval', (value) => {
      policy.requireWorkerApproval = value !== 'false';
    });
    live.onNumber('general.max_agents_per_worker', (agents) => {
      policy.maxAgentsPerWorker = agents;
    });
    live.onNumber('general.max_retries', (retries) => {
      this.tasks.maxRetries = retries;
    });
    live.onNumber('llm.max_tokens', (maxTokens) => {
      policy.usual = { ...policy.usual, maxTokens };
    });
    live.onNumber('llm.temperature', (temperature) => {
      policy.usual = { ...policy.usual, temperature };
    });
    live.on('email.smtp_from', (value) => {
      policy.mailDomain = domainOf(value || this.mail.mailFrom);
    });
  }
}

/** Of `name@domain` and `Somebody <name@domain>`. */
const domainOf = (sender: string): string => /@([^@>\s]+)>?$/.exec(sender)?.[1]?.toLowerCase() ?? 'localhost';
