import { McpServer } from '@modelcontextprotocol/server';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import { Injectable } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { buildInfo } from '@muster/platform';
import { FeatureCatalog } from './feature';

const INSTRUCTIONS = `Muster keeps the documents of its users, searches them, and runs agents on them.
For a question about the documents call ask_documents: its answer carries checked citations. To read for yourself, find passages \
with search_documents and read around them with read_document; cite document and page.
Work in several steps is a task: create_task, then run_step until a step is final. Runs are everything that executes; a run that \
waits for an approval goes on after decide_approval, which is for the person to decide.`;

/** What is offered does not change while a client is connected, so nothing of that is announced. */
const CAPABILITIES = {
  tools: { listChanged: false },
  resources: { listChanged: false, subscribe: true },
  prompts: { listChanged: false },
  completions: {},
};

/** A server per request: it holds nothing but what this caller may use. */
@Injectable()
export class ServerFactory {
  private readonly validator = new AjvJsonSchemaValidator();

  constructor(private readonly catalog: FeatureCatalog) {}

  create(actor: Actor): McpServer {
    const server = new McpServer(
      { name: 'muster', title: 'Muster', version: buildInfo().version },
      { capabilities: CAPABILITIES, instructions: INSTRUCTIONS, jsonSchemaValidator: this.validator },
    );
    for (const feature of this.catalog.of(actor)) feature.register(server, actor);
    return server;
  }
}
