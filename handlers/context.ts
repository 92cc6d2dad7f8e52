/**
 * The context: everything a handler may reach. Services implement these interfaces; tests and adapters hand them in.
 * A handler has no clock, no randomness and no environment but what stands here.
 */
import type { components } from '../contract/schema.gen.ts';

export interface Context {
  readonly users: Users;
  readonly passwords: Passwords;
  readonly tokens: Tokens;
  readonly ai: AiProvider;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly build: BuildInfo;
}

export type User = components['schemas']['User'];
export type Role = components['schemas']['Role'];
export type TokenPayload = components['schemas']['TokenPayload'];

/** Who sent a request: the account as it is stored now, and what the token said. */
export interface Identity {
  readonly user: User;
  readonly token: TokenPayload;
}

/** An account with the hash that its owner signs in against. */
export interface Account {
  readonly user: User;
  readonly passwordHash: string;
}

export interface NewUser {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly passwordHash: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly createdAt: Date;
}

export interface UserChanges {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly bio?: string;
  readonly profilePicture?: string;
}

export interface Users {
  /** The new user, or `undefined` where the email is taken: of two simultaneous calls one gets the user. Durable once it answers. */
  create(user: NewUser): Promise<User | undefined>;
  findById(id: string): Promise<User | undefined>;
  /** `email` in lower case. */
  findAccountByEmail(email: string): Promise<Account | undefined>;
  /** The user after the change, or `undefined` where there is none. */
  update(id: string, changes: UserChanges, updatedAt: Date): Promise<User | undefined>;
  replacePasswordHash(id: string, passwordHash: string): Promise<void>;
  /** @throws when the store does not answer */
  ping(): Promise<void>;
}

export interface Passwords {
  /** A hash in PHC string form. */
  hash(password: string): Promise<string>;
  /** Compares; with no stored hash it takes as long as a wrong password would, and is false. */
  verify(password: string, storedHash: string | undefined): Promise<boolean>;
  /** True where the hash is of an older kind or weaker than new ones. */
  needsRehash(storedHash: string): boolean;
}

export type TokenVerdict =
  | { readonly kind: 'valid'; readonly payload: TokenPayload }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

export interface Tokens {
  issue(user: Pick<User, 'id' | 'email' | 'role'>): Promise<string>;
  verify(token: string): Promise<TokenVerdict>;
}

export type AnswerType = components['schemas']['AnswerType'];
export type GenerationRequest = components['schemas']['GenerationRequest'];
export type GenerationResult = Pick<components['schemas']['Generation'], 'data' | 'usage'>;

/** An engine that answers a prompt. */
export interface AiProvider {
  /** @throws {AiUnavailableError} when it is busy or late */
  generate(request: GenerationRequest): Promise<GenerationResult>;
}

/** The engine cannot answer now. `message` may be shown to the client. */
export class AiUnavailableError extends Error {
  override readonly name = 'AiUnavailableError';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface Clock {
  now(): Date;
}

export interface Ids {
  /** A fresh, unguessable id. */
  next(): string;
}

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a server says of itself on `/health`. */
export interface BuildInfo {
  readonly contract: string;
  readonly build: string;
  readonly configuration: string;
  readonly node: string;
}
