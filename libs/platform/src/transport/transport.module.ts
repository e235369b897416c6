import { Global, Module } from '@nestjs/common';
import { ClientProxyFactory, RedisOptions, Transport } from '@nestjs/microservices';
import { PlatformSettings } from '../config/platform.settings';
import { Hinter, TRANSPORT_CLIENT } from './hinter.service';

/** For `ClientProxyFactory` and `app.connectMicroservice`: pub/sub over Redis, reconnecting for ever. */
export function redisTransport({ redisUrl }: PlatformSettings): RedisOptions {
  const url = new URL(redisUrl);
  return {
    transport: Transport.REDIS,
    options: {
      host: url.hostname,
      port: Number(url.port || 6379),
      ...(url.username && { username: decodeURIComponent(url.username) }),
      ...(url.password && { password: decodeURIComponent(url.password) }),
      ...(url.protocol === 'rediss:' && { tls: {} }),
      db: Number(url.pathname.slice(1) || 0),
      retryAttempts: Number.MAX_SAFE_INTEGER,
      retryDelay: 500,
    },
  };
}

@Global()
@Module({
  providers: [
    Hinter,
    {
      provide: TRANSPORT_CLIENT,
      inject: [PlatformSettings],
      useFactory: (settings: PlatformSettings) => ClientProxyFactory.create(redisTransport(settings)),
    },
  ],
  exports: [Hinter],
})
export class TransportModule {}
