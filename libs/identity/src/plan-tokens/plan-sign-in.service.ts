import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ConflictError, DomainError, ForbiddenError, UnauthenticatedError } from '@muster/platform';
import { checkFields, normaliseLogin } from '../accounts/account-fields';
import { User } from '../accounts/user.entity';
import type { Actor } from '../actors/actor';
import { Organization } from '../organizations/organization.entity';
import { OrganizationsService } from '../organizations/organizations.service';
import { SignInPins } from '../pins/sign-in-pins.service';
import { LocalMode, type Visitor } from './local-mode';
import { PlanRegistration } from './plan-registration.service';
import { type Place, PlanTokens } from './plan-tokens.service';

/** Somebody signed in on the plan surface. */
export interface PlanSession {
  user: User;
  token: string;
  /** Where they may work. */
  organizations: Organization[];
  local: boolean;
}

interface PinInput {
  email: string;
  /** Not looked at in local mode. */
  pin: string;
}

/** In through the plan surface's door: by a PIN from a mail, or by a code from another client. */
@Injectable()
export class PlanSignIn {
  constructor(
    private readonly source: DataSource,
    private readonly pins: SignInPins,
    private readonly tokens: PlanTokens,
    private readonly registration: PlanRegistration,
    private readonly localMode: LocalMode,
    private readonly organizations: OrganizationsService,
  ) {}

  /**
   * Throws `UnauthenticatedError` with reason `credentials` for an unknown address and a wrong PIN, and
   * errors of code `forbidden` for an account that is switched off or has a second factor, which this door cannot ask for.
   */
  async byPin(input: PinInput, visitor: Visitor): Promise<PlanSession> {
    const email = normaliseLogin(input.email);
    const user = await this.source.manager.findOneBy(User, { email, kind: 'person' });
    // It says so because asking for a PIN would, too.
    if (!user) throw new UnauthenticatedError('user not found', 'credentials');
    const local = await this.localMode.admits(email, visitor);
    if (!local) await this.pins.use(email, input.pin);
    if (user.mfaEnabled)
      throw new ForbiddenError(
        'The account has a second factor: sign in with a code from a client that is signed in',
      );
    await this.arrived(user, { proven: !local });
    return this.admit(user, visitor, local);
  }

  /** The session works in the code's organization, as the one does that made the code. Errors: as of `byPin`. */
  async byCode(code: string, typedEmail: string, visitor: Visitor): Promise<PlanSession> {
    const { userId, orgId, sessionId } = await this.pins.useCode(
      code,
      normaliseLogin(typedEmail) || undefined,
    );
    const user = await this.source.manager.findOneByOrFail(User, { id: userId });
    const session = await this.admit(user, visitor, false, { orgId, after: sessionId });
    return { ...session, organizations: session.organizations.filter(({ id }) => id === orgId) };
  }

  /** Opens an account. Errors: as of `byPin`, and those of `PlanRegistration.open`. */
  async register(
    { email: typed, pin, name }: PinInput & { name: string },
    visitor: Visitor,
  ): Promise<PlanSession> {
    const email = normaliseLogin(typed);
    checkFields({ email });
    const local = await this.localMode.admits(email, visitor);
    if (!local) await this.pins.use(email, pin);
    if (await this.source.manager.existsBy(User, { email }))
      throw new ConflictError('There is a user with this e-mail already');
    const user = await (local
      ? this.registration.openLocal(email, name)
      : this.registration.open(email, name));
    return this.admit(user, visitor, local);
  }

  /** A code for another client, in the actor's organization. */
  codeFor(actor: Actor): Promise<string> {
    return this.pins.issueCode(actor);
  }

  /** `proven`: that the address is theirs. */
  private async arrived({ id }: User, { proven }: { proven: boolean }): Promise<void> {
    await this.source.query(
      `UPDATE app_user SET verified_email = CASE WHEN $2 THEN email ELSE verified_email END, last_login_at = now()
       WHERE id = $1 AND active`,
      [id, proven],
    );
  }

  private async admit(user: User, visitor: Visitor, local: boolean, place: Place = {}): Promise<PlanSession> {
    if (!user.active)
      throw new DomainError('forbidden', 'The account is switched off', { reason: 'disabled' });
    const { token } = await this.tokens.issue(user.id, place, visitor);
    return { user, token, local, organizations: await this.organizations.reachable(user.id) };
  }
}
