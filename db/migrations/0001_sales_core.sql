CREATE TABLE "meeting_invitations" (
	"company_id" uuid NOT NULL,
	"activity_id" uuid NOT NULL,
	"email" text NOT NULL,
	"token_hash" text NOT NULL,
	"sequence" integer NOT NULL,
	"told" text NOT NULL,
	"state" text NOT NULL,
	"ends_at" timestamp(3) with time zone NOT NULL,
	"invited_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp(3) with time zone,
	CONSTRAINT "meeting_invitations_pkey" PRIMARY KEY("company_id","activity_id","email")
);


CREATE TABLE "deal_checks" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"title_key" text COLLATE "C" DEFAULT '' NOT NULL,
	"deal_id" uuid,
	"check_id" uuid,
	"name" text DEFAULT '' NOT NULL,
	"name_key" text COLLATE "C" DEFAULT '' NOT NULL,
	"owner_id" uuid,
	"custom" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" uuid,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"updated_by" uuid,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "deal_checks_pkey" PRIMARY KEY("company_id","id")
);


CREATE TABLE "deal_snapshot_days" (
	"company_id" uuid NOT NULL,
	"day" date NOT NULL,
	"taken_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "deal_snapshot_days_company_id_day_pk" PRIMARY KEY("company_id","day")
);


CREATE TABLE "deal_snapshots" (
	"company_id" uuid NOT NULL,
	"deal_id" uuid NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date DEFAULT 'infinity' NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"pipeline_id" uuid,
	"stage_id" uuid,
	"owner_id" uuid,
	"forecast_category" text NOT NULL,
	"amount_base" bigint NOT NULL,
	"probability" bigint NOT NULL,
	"counts_on" date NOT NULL,
	CONSTRAINT "deal_snapshots_company_id_deal_id_from_day_pk" PRIMARY KEY("company_id","deal_id","from_day")
);


CREATE TABLE "files" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"title_key" text COLLATE "C" DEFAULT '' NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"name_key" text COLLATE "C" DEFAULT '' NOT NULL,
	"content_type" text DEFAULT '' NOT NULL,
	"content_type_key" text COLLATE "C" DEFAULT '' NOT NULL,
	"bytes" bigint DEFAULT '-9223372036854775808'::bigint NOT NULL,
	"upload_id" text DEFAULT '' NOT NULL,
	"upload_id_key" text COLLATE "C" DEFAULT '' NOT NULL,
	"owner_id" uuid,
	"contact_id" uuid,
	"account_id" uuid,
	"lead_id" uuid,
	"deal_id" uuid,
	"quote_id" uuid,
	"product_id" uuid,
	"task_id" uuid,
	"activity_id" uuid,
	"note_id" uuid,
	"custom" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" uuid,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"updated_by" uuid,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "files_pkey" PRIMARY KEY("company_id","id")
);


CREATE TABLE "uploads" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"bytes" bigint NOT NULL,
	"content_type" text DEFAULT '' NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uploads_company_id_id_pk" PRIMARY KEY("company_id","id")
);


CREATE TABLE "stage_checks" (
	"company_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"title_key" text COLLATE "C" DEFAULT '' NOT NULL,
	"stage_id" uuid,
	"name" text DEFAULT '' NOT NULL,
	"name_key" text COLLATE "C" DEFAULT '' NOT NULL,
	"is_required" boolean DEFAULT false NOT NULL,
	"position" bigint DEFAULT '-9223372036854775808'::bigint NOT NULL,
	"custom" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" uuid,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"updated_by" uuid,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "stage_checks_pkey" PRIMARY KEY("company_id","id")
);


ALTER TABLE "activities" ADD COLUMN "all_day" boolean DEFAULT false NOT NULL;

ALTER TABLE "activities" ADD COLUMN "location" text DEFAULT '' NOT NULL;

ALTER TABLE "activities" ADD COLUMN "location_key" text COLLATE "C" DEFAULT '' NOT NULL;

ALTER TABLE "activities" ADD COLUMN "meeting_url" text COLLATE "C" DEFAULT '' NOT NULL;

ALTER TABLE "activities" ADD COLUMN "agenda" text DEFAULT '' NOT NULL;

ALTER TABLE "activities" ADD COLUMN "attendees" text[] DEFAULT '{}' NOT NULL;

ALTER TABLE "activities" ADD COLUMN "send_invitations" boolean DEFAULT false NOT NULL;

ALTER TABLE "activities" ADD COLUMN "remind_before" bigint DEFAULT '-9223372036854775808'::bigint NOT NULL;

ALTER TABLE "activities" ADD COLUMN "remind_at" timestamp(3) with time zone DEFAULT '-infinity' NOT NULL;

ALTER TABLE "activities" ADD COLUMN "reply" text COLLATE "C" DEFAULT '' NOT NULL;

ALTER TABLE "activities" ADD COLUMN "replied_by" text DEFAULT '' NOT NULL;

ALTER TABLE "activities" ADD COLUMN "replied_by_key" text COLLATE "C" DEFAULT '' NOT NULL;

ALTER TABLE "activities" ADD COLUMN "replied_at" timestamp(3) with time zone DEFAULT '-infinity' NOT NULL;

ALTER TABLE "comments" ADD COLUMN "account_id" uuid;

ALTER TABLE "comments" ADD COLUMN "contact_id" uuid;

ALTER TABLE "comments" ADD COLUMN "deal_id" uuid;

ALTER TABLE "comments" ADD COLUMN "lead_id" uuid;

ALTER TABLE "quotes" ADD COLUMN "discount_percent" bigint DEFAULT '-9223372036854775808'::bigint NOT NULL;

ALTER TABLE "quotes" ADD COLUMN "discount_amount" bigint DEFAULT '-9223372036854775808'::bigint NOT NULL;

ALTER TABLE "meeting_invitations" ADD CONSTRAINT "meeting_invitations_activity_fk" FOREIGN KEY ("company_id","activity_id") REFERENCES "public"."activities"("company_id","id") ON DELETE cascade ON UPDATE no action;

ALTER TABLE "deal_checks" ADD CONSTRAINT "deal_checks_deal_id_fk" FOREIGN KEY ("company_id","deal_id") REFERENCES "public"."deals"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "deal_checks" ADD CONSTRAINT "deal_checks_check_id_fk" FOREIGN KEY ("company_id","check_id") REFERENCES "public"."stage_checks"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "files" ADD CONSTRAINT "files_contact_id_fk" FOREIGN KEY ("company_id","contact_id") REFERENCES "public"."contacts"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "files" ADD CONSTRAINT "files_account_id_fk" FOREIGN KEY ("company_id","account_id") REFERENCES "public"."accounts"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "files" ADD CONSTRAINT "files_lead_id_fk" FOREIGN KEY ("company_id","lead_id") REFERENCES "public"."leads"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "files" ADD CONSTRAINT "files_deal_id_fk" FOREIGN KEY ("company_id","deal_id") REFERENCES "public"."deals"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "files" ADD CONSTRAINT "files_quote_id_fk" FOREIGN KEY ("company_id","quote_id") REFERENCES "public"."quotes"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "files" ADD CONSTRAINT "files_product_id_fk" FOREIGN KEY ("company_id","product_id") REFERENCES "public"."products"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "files" ADD CONSTRAINT "files_task_id_fk" FOREIGN KEY ("company_id","task_id") REFERENCES "public"."tasks"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "files" ADD CONSTRAINT "files_activity_id_fk" FOREIGN KEY ("company_id","activity_id") REFERENCES "public"."activities"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "files" ADD CONSTRAINT "files_note_id_fk" FOREIGN KEY ("company_id","note_id") REFERENCES "public"."notes"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "stage_checks" ADD CONSTRAINT "stage_checks_stage_id_fk" FOREIGN KEY ("company_id","stage_id") REFERENCES "public"."stages"("company_id","id") ON DELETE no action ON UPDATE no action;

CREATE UNIQUE INDEX "meeting_invitations_token" ON "meeting_invitations" USING btree ("company_id","token_hash");

CREATE INDEX "deal_checks_created_at_idx" ON "deal_checks" USING btree ("company_id","created_at","id") WHERE deleted_at is null;

CREATE INDEX "deal_checks_updated_at_idx" ON "deal_checks" USING btree ("company_id","updated_at","id") WHERE deleted_at is null;

CREATE INDEX "deal_checks_title_key_idx" ON "deal_checks" USING btree ("company_id","title_key","id") WHERE deleted_at is null;

CREATE INDEX "deal_checks_bin_idx" ON "deal_checks" USING btree ("company_id","deleted_at","id") WHERE deleted_at is not null;

CREATE INDEX "deal_checks_deal_id_idx" ON "deal_checks" USING btree ("company_id","deal_id","created_at","id");

CREATE INDEX "deal_checks_check_id_idx" ON "deal_checks" USING btree ("company_id","check_id","id");

CREATE INDEX "deal_checks_owner_id_idx" ON "deal_checks" USING btree ("company_id","owner_id","id");

CREATE INDEX "deal_snapshots_now" ON "deal_snapshots" USING btree ("company_id","deal_id") WHERE to_day = 'infinity';

CREATE INDEX "deal_snapshots_period" ON "deal_snapshots" USING btree ("company_id","counts_on");

CREATE INDEX "deal_snapshots_old" ON "deal_snapshots" USING btree ("company_id","to_day") WHERE to_day < 'infinity';

CREATE INDEX "files_created_at_idx" ON "files" USING btree ("company_id","created_at","id") WHERE deleted_at is null;

CREATE INDEX "files_updated_at_idx" ON "files" USING btree ("company_id","updated_at","id") WHERE deleted_at is null;

CREATE INDEX "files_title_key_idx" ON "files" USING btree ("company_id","title_key","id") WHERE deleted_at is null;

CREATE INDEX "files_bin_idx" ON "files" USING btree ("company_id","deleted_at","id") WHERE deleted_at is not null;

CREATE INDEX "files_owner_id_idx" ON "files" USING btree ("company_id","owner_id","id");

CREATE INDEX "files_contact_id_idx" ON "files" USING btree ("company_id","contact_id","created_at","id");

CREATE INDEX "files_account_id_idx" ON "files" USING btree ("company_id","account_id","created_at","id");

CREATE INDEX "files_lead_id_idx" ON "files" USING btree ("company_id","lead_id","created_at","id");

CREATE INDEX "files_deal_id_idx" ON "files" USING btree ("company_id","deal_id","created_at","id");

CREATE INDEX "files_quote_id_idx" ON "files" USING btree ("company_id","quote_id","created_at","id");

CREATE INDEX "files_product_id_idx" ON "files" USING btree ("company_id","product_id","created_at","id");

CREATE INDEX "files_task_id_idx" ON "files" USING btree ("company_id","task_id","created_at","id");

CREATE INDEX "files_activity_id_idx" ON "files" USING btree ("company_id","activity_id","created_at","id");

CREATE INDEX "files_note_id_idx" ON "files" USING btree ("company_id","note_id","created_at","id");

CREATE INDEX "uploads_status" ON "uploads" USING btree ("company_id","status","created_at");

CREATE INDEX "stage_checks_created_at_idx" ON "stage_checks" USING btree ("company_id","created_at","id") WHERE deleted_at is null;

CREATE INDEX "stage_checks_updated_at_idx" ON "stage_checks" USING btree ("company_id","updated_at","id") WHERE deleted_at is null;

CREATE INDEX "stage_checks_title_key_idx" ON "stage_checks" USING btree ("company_id","title_key","id") WHERE deleted_at is null;

CREATE INDEX "stage_checks_bin_idx" ON "stage_checks" USING btree ("company_id","deleted_at","id") WHERE deleted_at is not null;

CREATE INDEX "stage_checks_stage_id_idx" ON "stage_checks" USING btree ("company_id","stage_id","id");

ALTER TABLE "comments" ADD CONSTRAINT "comments_account_id_fk" FOREIGN KEY ("company_id","account_id") REFERENCES "public"."accounts"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "comments" ADD CONSTRAINT "comments_contact_id_fk" FOREIGN KEY ("company_id","contact_id") REFERENCES "public"."contacts"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "comments" ADD CONSTRAINT "comments_deal_id_fk" FOREIGN KEY ("company_id","deal_id") REFERENCES "public"."deals"("company_id","id") ON DELETE no action ON UPDATE no action;

ALTER TABLE "comments" ADD CONSTRAINT "comments_lead_id_fk" FOREIGN KEY ("company_id","lead_id") REFERENCES "public"."leads"("company_id","id") ON DELETE no action ON UPDATE no action;

CREATE INDEX "comments_account_id_idx" ON "comments" USING btree ("company_id","account_id","created_at","id");

CREATE INDEX "comments_contact_id_idx" ON "comments" USING btree ("company_id","contact_id","created_at","id");

CREATE INDEX "comments_deal_id_idx" ON "comments" USING btree ("company_id","deal_id","created_at","id");

CREATE INDEX "comments_lead_id_idx" ON "comments" USING btree ("company_id","lead_id","created_at","id");
