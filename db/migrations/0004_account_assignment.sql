CREATE TABLE "account_assignment" (
	"company_id" uuid NOT NULL,
	"rules" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"otherwise" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_by" uuid,
	CONSTRAINT "account_assignment_company_id_pk" PRIMARY KEY("company_id")
);


CREATE TABLE "account_turns" (
	"company_id" uuid NOT NULL,
	"rule_id" uuid NOT NULL,
	"last_user_id" uuid,
	CONSTRAINT "account_turns_company_id_rule_id_pk" PRIMARY KEY("company_id","rule_id")
);

