import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  type CfnUserPool,
  ClientAttributes,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  PasskeyUserVerification,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Role } from '../../functions/ports.ts';

const GROUPS = ['operator', 'admin', 'clinician'] as const satisfies readonly Role[];

/** A token is asked for anew while somebody works; who sits idle has one that ends. 45 CFR 164.312(a)(2)(iii). */
const IDLE = Duration.minutes(15);
/** NIST SP 800-63B-4, AAL2: sign in again after a day's work, at the latest. */
const LONGEST_SESSION = Duration.hours(12);

/** Who works here. Nobody signs up: an admin invites, and says of which clinic they are. */
export class StaffPool extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  /** Where staff sign in: Cognito's page, to which the console sends them. */
  readonly signIn: string;

  /** `console`: its address, where staff come back to. `prefix` is nobody else's in the region. */
  constructor(scope: Construct, id: string, { console, prefix }: { console: string; prefix: string }) {
    super(scope, id);
    const domain = `${prefix}.auth.${Stack.of(this).region}.amazoncognito.com`;
    this.signIn = `https://${domain}`;
    this.pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      customAttributes: { clinic: new StringAttribute({ minLen: 1, maxLen: 64, mutable: false }) },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false, email: false },
      signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
      // Passkeys are used on Cognito's page, and belong to its address.
      passkeyRelyingPartyId: domain,
      passkeyUserVerification: PasskeyUserVerification.REQUIRED,
      passwordPolicy: {
        minLength: 15,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(1),
      },
      accountRecovery: AccountRecovery.NONE,
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Else a passkey would be one factor, and a pool that asks for two would not take it.
    const pool = this.pool.node.defaultChild as CfnUserPool;
    pool.webAuthnFactorConfiguration = 'MULTI_FACTOR_WITH_USER_VERIFICATION';

    for (const group of GROUPS) this.pool.addGroup(group, { groupName: group });
    this.client = this.pool.addClient('Console', {
      authFlows: { user: true, userSrp: true },
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        // With `profile` the token says which clinic.
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
        callbackUrls: [console],
        logoutUrls: [console],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: IDLE,
      accessTokenValidity: IDLE,
      refreshTokenValidity: LONGEST_SESSION,
      refreshTokenRotationGracePeriod: Duration.seconds(30),
      readAttributes: new ClientAttributes()
        .withStandardAttributes({ email: true })
        .withCustomAttributes('clinic'),
      // Whose clinic they are of, nobody says of themselves.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    });
    this.pool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: prefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    // Without a style the newer page is not shown at all.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.pool.userPoolId,
      clientId: this.client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
  }
}
