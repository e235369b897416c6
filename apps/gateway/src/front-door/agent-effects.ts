import { Injectable, OnModuleInit } from '@nestjs/common';
import { AgentPolicy, TaskPolicy } from '@muster/agents';
import { MailSettings } from '@muster/delivery';
import { definitionOf, LiveSettings } from '@muster/governance';

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
    live.on('general.max_agents_per_worker', (value) => {
      policy.maxAgentsPerWorker = Number(value ?? definitionOf('general.max_agents_per_worker').default);
    });
    live.on('general.max_retries', (value) => {
      this.tasks.maxRetries = Number(value ?? definitionOf('general.max_retries').default);
    });
    live.on('llm.max_tokens', (value) => {
      const maxTokens = Number(value ?? definitionOf('llm.max_tokens').default);
      policy.usual = { ...policy.usual, maxTokens };
    });
    live.on('llm.temperature', (value) => {
      const temperature = Number(value ?? definitionOf('llm.temperature').default);
      policy.usual = { ...policy.usual, temperature };
    });
    live.on('email.smtp_from', (value) => {
      policy.mailDomain = domainOf(value || this.mail.mailFrom);
    });
  }
}

/** Of `name@domain` and `Somebody <name@domain>`. */
const domainOf = (sender: string): string => /@([^@>\s]+)>?$/.exec(sender)?.[1]?.toLowerCase() ?? 'localhost';
