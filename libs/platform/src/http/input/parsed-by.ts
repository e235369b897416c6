import type { json, Request, Response } from 'express';

export type Parser = ReturnType<typeof json>;

/** Lets a parser of Express read the body. Rejects with what it throws. */
export const parsedBy = (parser: Parser, request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    parser(request, response, (error?: Error) => {
      if (error) reject(error);
      else resolve();
    });
  });
