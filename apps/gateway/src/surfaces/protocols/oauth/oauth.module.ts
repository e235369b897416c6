import { Module } from '@nestjs/common';
import { IdentityModule } from '@muster/identity';
import { PublicOrigin } from '../../../auth/public-origin';
import { OAuthController } from './oauth.controller';

@Module({ imports: [IdentityModule], controllers: [OAuthController], providers: [PublicOrigin] })
export class OAuthModule {}
