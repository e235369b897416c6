import { completable, type GetPromptResult, type McpServer } from '@modelcontextprotocol/server';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '@muster/identity';
import type { Feature, FeatureSource } from '../catalog/feature';
import { DocumentResources, uriOf } from './document.resources';

/** Beginnings of conversations about documents. */
@Injectable()
export class DocumentPrompts implements FeatureSource {
  constructor(private readonly resources: DocumentResources) {}

  features(): Feature[] {
    return [{ permission: 'documents:read', register: (server, actor) => this.register(server, actor) }];
  }

  private register(server: McpServer, actor: Actor): void {
    const documentId = completable(z.string().describe('Id of a document'), (typed) =>
      this.resources.suggest(actor, typed),
    );
    server.registerPrompt(
      'answer_from_documents',
      {
        title: 'Answer from the documents',
        description: 'Answers a question from what the documents say, and says where they say it',
        argsSchema: z.object({ question: z.string().min(1) }),
      },
      ({ question }) => said(toAnswer(question)),
    );
    server.registerPrompt(
      'summarize_document',
      {
        title: 'Summarise a document',
        description: 'Summarises one document along its outline',
        argsSchema: z.object({ document_id: documentId }),
      },
      ({ document_id: id }) => said(toSummarise(id)),
    );
  }
}

const said = (text: string): GetPromptResult => ({
  messages: [{ role: 'user', content: { type: 'text', text } }],
});

const toAnswer = (question: string): string => `Answer this question from my documents, and from nothing else:

${question}

Search with search_documents, in several wordings if need be, and read around the hits with read_document. Support each statement \
with a quote, its document and its page. What the documents do not say, say that they do not say it.`;

const toSummarise = (id: string): string => `Summarise the document ${id}.

Get its outline with get_document (also ${uriOf(id)}/outline), read it with read_document chapter by chapter, and write: what it is and whom it is for, \
its main statements in the order of its chapters, and the figures and dates that matter, each with its page.`;
