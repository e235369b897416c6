import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { PageFiles } from './page-files';

/** Stricter than that of the other answers: nothing inline, no form is ever sent, no text becomes markup. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** What went wrong, in sentences. */
export interface Problem {
  title: string;
  what: string;
  advice: string;
  /** By which administrators find it in the log. */
  reference: string;
}

const FOR_EVER = 'public, max-age=31536000, immutable';

@Injectable()
export class PageAnswers {
  constructor(private readonly files: PageFiles) {}

  page(response: Response, name: string): string {
    response.setHeader('Content-Security-Policy', POLICY);
    return this.send(response, name);
  }

  /** The one page with words of the server: of ours, and yet taken for anybody's. */
  problem(response: Response, problem: Problem): string {
    const page = this.page(response, 'problem.html');
    return page.replace(/\{(title|what|advice|reference)\}/g, (_, name: keyof Problem) =>
      escaped(problem[name]),
    );
  }

  /** Kept by browsers under the version that it is; while versions are mixed, any answers with what it has. */
  file(response: Response, name: string, version: string): string {
    const content = this.send(response, name);
    if (version === this.files.version) response.setHeader('Cache-Control', FOR_EVER);
    return content;
  }

  private send(response: Response, name: string): string {
    const { type, content } = this.files.get(name);
    response.setHeader('Content-Type', type);
    return content;
  }
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
