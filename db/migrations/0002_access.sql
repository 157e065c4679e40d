CREATE TABLE "scim_group_members" (
	"company_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	CONSTRAINT "scim_group_members_company_id_group_id_user_id_pk" PRIMARY KEY("company_id","group_id","user_id")
);


CREATE TABLE "scim_groups" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"display_name" text NOT NULL,
	"external_id" text DEFAULT '' NOT NULL,
	"role" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scim_groups_company_id_id_pk" PRIMARY KEY("company_id","id")
);


CREATE TABLE "scim_tokens" (
	"company_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "scim_tokens_company_id_connection_id_pk" PRIMARY KEY("company_id","connection_id")
);


CREATE TABLE "scim_users" (
	"company_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"user_name" text NOT NULL,
	"user_name_key" text NOT NULL,
	"external_id" text DEFAULT '' NOT NULL,
	"given_name" text DEFAULT '' NOT NULL,
	"family_name" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scim_users_company_id_connection_id_user_id_pk" PRIMARY KEY("company_id","connection_id","user_id")
);


CREATE TABLE "sso_connections" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"issuer" text NOT NULL,
	"client_id" text DEFAULT '' NOT NULL,
	"client_secret" text DEFAULT '' NOT NULL,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"sso_url" text DEFAULT '' NOT NULL,
	"certificates" text[] DEFAULT '{}' NOT NULL,
	"just_in_time" boolean DEFAULT true NOT NULL,
	"default_role" text NOT NULL,
	"trusts_mail" boolean DEFAULT false NOT NULL,
	"vouched_role" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sso_connections_company_id_id_pk" PRIMARY KEY("company_id","id")
);


CREATE TABLE "sso_domains" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"domain" text NOT NULL,
	"proof" text NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sso_domains_company_id_id_pk" PRIMARY KEY("company_id","id")
);


CREATE TABLE "sso_routes" (
	"domain" text PRIMARY KEY NOT NULL,
	"active_company_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL
);


CREATE TABLE "member_roles" (
	"company_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role_id" uuid NOT NULL,
	CONSTRAINT "member_roles_company_id_user_id_role_id_pk" PRIMARY KEY("company_id","user_id","role_id")
);


CREATE TABLE "oauth_apps" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"secret_hash" text,
	"redirect_uris" text[] NOT NULL,
	"scopes" text[] NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "oauth_apps_company_id_id_pk" PRIMARY KEY("company_id","id")
);


CREATE TABLE "oauth_codes" (
	"company_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"app_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"redirect_uri" text NOT NULL,
	"scopes" text[] NOT NULL,
	"code_challenge" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"reused" boolean DEFAULT false NOT NULL,
	"key_id" uuid,
	CONSTRAINT "oauth_codes_company_id_code_hash_pk" PRIMARY KEY("company_id","code_hash")
);


CREATE TABLE "oauth_refresh_tokens" (
	"company_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"key_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "oauth_refresh_tokens_company_id_token_hash_pk" PRIMARY KEY("company_id","token_hash")
);


CREATE TABLE "passkeys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"credential_id" text NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint DEFAULT 0 NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);


CREATE TABLE "record_shares" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"object" text NOT NULL,
	"record_id" uuid NOT NULL,
	"grantee_id" uuid NOT NULL,
	"grantee_kind" text NOT NULL,
	"access" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "record_shares_company_id_id_pk" PRIMARY KEY("company_id","id")
);


CREATE TABLE "recovery_codes" (
	"user_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recovery_codes_user_id_code_hash_pk" PRIMARY KEY("user_id","code_hash")
);


CREATE TABLE "roles" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"rights" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "roles_company_id_id_pk" PRIMARY KEY("company_id","id")
);


CREATE TABLE "team_members" (
	"company_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"is_manager" boolean DEFAULT false NOT NULL,
	CONSTRAINT "team_members_company_id_team_id_user_id_pk" PRIMARY KEY("company_id","team_id","user_id")
);


CREATE TABLE "teams" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"parent_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "teams_company_id_id_pk" PRIMARY KEY("company_id","id")
);


CREATE TABLE "totp_secrets" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);


ALTER TABLE "members" DROP CONSTRAINT "members_user_id_users_id_fk";


ALTER TABLE "api_keys" ADD COLUMN "previous_hash" text;

ALTER TABLE "api_keys" ADD COLUMN "previous_until" timestamp (3) with time zone;

ALTER TABLE "api_keys" ADD COLUMN "app_id" uuid;

ALTER TABLE "api_keys" ADD COLUMN "secret_expires_at" timestamp (3) with time zone;

ALTER TABLE "api_keys" ADD COLUMN "networks" text[] DEFAULT '{}' NOT NULL;

ALTER TABLE "companies" ADD COLUMN "mail_domains" text[] DEFAULT '{}' NOT NULL;

ALTER TABLE "companies" ADD COLUMN "sso_required" boolean DEFAULT false NOT NULL;

ALTER TABLE "companies" ADD COLUMN "second_factor_required" boolean DEFAULT false NOT NULL;

ALTER TABLE "companies" ADD COLUMN "session_idle_minutes" integer DEFAULT 720 NOT NULL;

ALTER TABLE "companies" ADD COLUMN "session_hours" integer DEFAULT 720 NOT NULL;

ALTER TABLE "companies" ADD COLUMN "shortest_password" integer DEFAULT 10 NOT NULL;

ALTER TABLE "companies" ADD COLUMN "allowed_networks" text[] DEFAULT '{}' NOT NULL;

ALTER TABLE "members" ADD COLUMN "kind" text DEFAULT 'person' NOT NULL;

ALTER TABLE "sessions" ADD COLUMN "sso_connection_id" uuid;

ALTER TABLE "sessions" ADD COLUMN "confirmed_at" timestamp (3) with time zone DEFAULT now() NOT NULL;

ALTER TABLE "sessions" ADD COLUMN "second_factor_at" timestamp (3) with time zone;

ALTER TABLE "scim_group_members" ADD CONSTRAINT "scim_group_members_company_id_group_id_scim_groups_company_id_id_fk" FOREIGN KEY ("company_id","group_id") REFERENCES "public"."scim_groups"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "scim_groups" ADD CONSTRAINT "scim_groups_company_id_connection_id_sso_connections_company_id_id_fk" FOREIGN KEY ("company_id","connection_id") REFERENCES "public"."sso_connections"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "scim_tokens" ADD CONSTRAINT "scim_tokens_company_id_connection_id_sso_connections_company_id_id_fk" FOREIGN KEY ("company_id","connection_id") REFERENCES "public"."sso_connections"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "scim_users" ADD CONSTRAINT "scim_users_company_id_connection_id_sso_connections_company_id_id_fk" FOREIGN KEY ("company_id","connection_id") REFERENCES "public"."sso_connections"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "sso_domains" ADD CONSTRAINT "sso_domains_company_id_connection_id_sso_connections_company_id_id_fk" FOREIGN KEY ("company_id","connection_id") REFERENCES "public"."sso_connections"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "member_roles" ADD CONSTRAINT "member_roles_company_id_user_id_members_company_id_user_id_fk" FOREIGN KEY ("company_id","user_id") REFERENCES "public"."members"("company_id","user_id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "member_roles" ADD CONSTRAINT "member_roles_company_id_role_id_roles_company_id_id_fk" FOREIGN KEY ("company_id","role_id") REFERENCES "public"."roles"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "oauth_codes" ADD CONSTRAINT "oauth_codes_company_id_app_id_oauth_apps_company_id_id_fk" FOREIGN KEY ("company_id","app_id") REFERENCES "public"."oauth_apps"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "oauth_refresh_tokens" ADD CONSTRAINT "oauth_refresh_tokens_company_id_key_id_api_keys_company_id_id_fk" FOREIGN KEY ("company_id","key_id") REFERENCES "public"."api_keys"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;

ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;

ALTER TABLE "team_members" ADD CONSTRAINT "team_members_company_id_team_id_teams_company_id_id_fk" FOREIGN KEY ("company_id","team_id") REFERENCES "public"."teams"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "team_members" ADD CONSTRAINT "team_members_company_id_user_id_members_company_id_user_id_fk" FOREIGN KEY ("company_id","user_id") REFERENCES "public"."members"("company_id","user_id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "teams" ADD CONSTRAINT "teams_company_id_parent_id_teams_company_id_id_fk" FOREIGN KEY ("company_id","parent_id") REFERENCES "public"."teams"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "totp_secrets" ADD CONSTRAINT "totp_secrets_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;

CREATE INDEX "scim_group_members_user" ON "scim_group_members" USING btree ("company_id","user_id");

CREATE INDEX "scim_groups_connection" ON "scim_groups" USING btree ("company_id","connection_id");

CREATE UNIQUE INDEX "scim_tokens_hash" ON "scim_tokens" USING btree ("company_id","token_hash");

CREATE UNIQUE INDEX "scim_users_name" ON "scim_users" USING btree ("company_id","connection_id","user_name_key");

CREATE UNIQUE INDEX "sso_domains_domain" ON "sso_domains" USING btree ("company_id","domain");

CREATE INDEX "sso_domains_connection" ON "sso_domains" USING btree ("company_id","connection_id");

CREATE INDEX "member_roles_role" ON "member_roles" USING btree ("company_id","role_id");

CREATE INDEX "oauth_codes_app" ON "oauth_codes" USING btree ("company_id","app_id");

CREATE INDEX "oauth_refresh_tokens_key" ON "oauth_refresh_tokens" USING btree ("company_id","key_id");

CREATE UNIQUE INDEX "passkeys_credential" ON "passkeys" USING btree ("credential_id");

CREATE INDEX "passkeys_user" ON "passkeys" USING btree ("user_id");

CREATE UNIQUE INDEX "record_shares_once" ON "record_shares" USING btree ("company_id","object","record_id","grantee_id");

CREATE INDEX "record_shares_grantee" ON "record_shares" USING btree ("company_id","grantee_id","object","record_id");

CREATE UNIQUE INDEX "roles_name" ON "roles" USING btree ("company_id","name_key");

CREATE INDEX "team_members_user" ON "team_members" USING btree ("company_id","user_id");

CREATE UNIQUE INDEX "teams_name" ON "teams" USING btree ("company_id","name_key");

CREATE INDEX "teams_parent" ON "teams" USING btree ("company_id","parent_id");

ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_company_id_app_id_oauth_apps_company_id_id_fk" FOREIGN KEY ("company_id","app_id") REFERENCES "public"."oauth_apps"("company_id","id") ON DELETE no action ON UPDATE no action;

CREATE INDEX "api_keys_previous" ON "api_keys" USING btree ("company_id","previous_hash");

CREATE INDEX "api_keys_app" ON "api_keys" USING btree ("company_id","app_id");
