import { EmailField, StringField } from '@muster/platform';

const TOKEN = { min: 1, max: 100, trim: true };

export class PasswordForgottenDto {
  @EmailField() email: string;
}

export class PasswordResetDto {
  @StringField({ ...TOKEN, about: 'From the mail' }) token: string;
  @StringField({ max: 1_024 }) new_password: string;
}

export class EmailConfirmationDto {
  @StringField({ ...TOKEN, about: 'From the mail' }) token: string;
}
