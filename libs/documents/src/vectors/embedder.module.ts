import { DynamicModule, Module, Type } from '@nestjs/common';
import { Embedder } from './embedder';

/** Gives every module of the app its embedder: a provider that `imports` exports. */
@Module({})
export class EmbedderModule {
  static forRoot(options: { imports: Type[]; embedder: Type<Embedder> }): DynamicModule {
    return {
      module: EmbedderModule,
      global: true,
      imports: options.imports,
      providers: [{ provide: Embedder, useExisting: options.embedder }],
      exports: [Embedder],
    };
  }
}
