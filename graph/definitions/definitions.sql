-- All that the migrations and the second lock define, as PostgreSQL prints it.
-- After a new migration: account-graph migrate, then account-graph definitions > graph/definitions/definitions.sql
-- Up to migration 0021_sign_in

-- : check account.account_brand_color_is_hex
ALTER TABLE public.account ADD CONSTRAINT account_brand_color_is_hex CHECK (((brand_color)::text ~ '^#[0-9A-Fa-f]{6}$'::text))

-- : check account.account_country_is_a_code
ALTER TABLE public.account ADD CONSTRAINT account_country_is_a_code CHECK (((billing_country)::text ~ '^[A-Z]{2}$'::text))

-- : check account.account_employees_not_negative
ALTER TABLE public.account ADD CONSTRAINT account_employees_not_negative CHECK ((number_of_employees >= 0))

-- : check account.account_industry_known
ALTER TABLE public.account ADD CONSTRAINT account_industry_known CHECK (((industry)::text = ANY ((ARRAY['AGRICULTURE'::character varying, 'AUTOMOTIVE'::character varying, 'BANKING'::character varying, 'CONSTRUCTION'::character varying, 'CONSULTING'::character varying, 'EDUCATION'::character varying, 'ENERGY'::character varying, 'ENTERTAINMENT'::character varying, 'FINANCE'::character varying, 'GOVERNMENT'::character varying, 'HEALTHCARE'::character varying, 'HOSPITALITY'::character varying, 'INSURANCE'::character varying, 'LOGISTICS'::character varying, 'MANUFACTURING'::character varying, 'MARKETING'::character varying, 'MEDIA'::character varying, 'NONPROFIT'::character varying, 'REAL_ESTATE'::character varying, 'RETAIL'::character varying, 'SERVICES'::character varying, 'SOFTWARE'::character varying, 'STAFFING'::character varying, 'TECHNOLOGY'::character varying, 'TELECOMMUNICATIONS'::character varying, 'UTILITIES'::character varying, 'OTHER'::character varying])::text[])))

-- : check account.account_location_is_whole
ALTER TABLE public.account ADD CONSTRAINT account_location_is_whole CHECK (((latitude IS NULL) = (longitude IS NULL)))

-- : check account.account_location_on_earth
ALTER TABLE public.account ADD CONSTRAINT account_location_on_earth CHECK ((((latitude >= ('-90'::integer)::numeric) AND (latitude <= (90)::numeric)) AND ((longitude >= ('-180'::integer)::numeric) AND (longitude <= (180)::numeric))))

-- : check account.account_name_present
ALTER TABLE public.account ADD CONSTRAINT account_name_present CHECK ((btrim((name)::text) <> ''::text))

-- : check account.account_not_its_own_parent
ALTER TABLE public.account ADD CONSTRAINT account_not_its_own_parent CHECK ((parent_id <> id))

-- : check account.account_not_its_own_partner
ALTER TABLE public.account ADD CONSTRAINT account_not_its_own_partner CHECK ((partner_id <> id))

-- : check account.account_open_cases_not_negative
ALTER TABLE public.account ADD CONSTRAINT account_open_cases_not_negative CHECK ((open_case_count >= 0))

-- : check account.account_open_opportunities_not_negative
ALTER TABLE public.account ADD CONSTRAINT account_open_opportunities_not_negative CHECK ((open_opportunity_count >= 0))

-- : check account.account_revenue_not_negative
ALTER TABLE public.account ADD CONSTRAINT account_revenue_not_negative CHECK ((annual_revenue >= (0)::numeric))

-- : check account.account_type_known
ALTER TABLE public.account ADD CONSTRAINT account_type_known CHECK (((type)::text = ANY ((ARRAY['PROSPECT'::character varying, 'CUSTOMER'::character varying, 'PARTNER'::character varying, 'FORMER_CUSTOMER'::character varying])::text[])))

-- : check account.account_website_is_http
ALTER TABLE public.account ADD CONSTRAINT account_website_is_http CHECK (((website)::text ~ '^https?://'::text))

-- : check account_grant.account_grant_for_exactly_one
ALTER TABLE public.account_grant ADD CONSTRAINT account_grant_for_exactly_one CHECK ((num_nonnulls(user_id, role_id, group_id) = 1))

-- : check account_grant.account_grant_level_known
ALTER TABLE public.account_grant ADD CONSTRAINT account_grant_level_known CHECK (((level)::text = ANY ((ARRAY['READ'::character varying, 'EDIT'::character varying])::text[])))

-- : check account_team.account_team_level_known
ALTER TABLE public.account_team ADD CONSTRAINT account_team_level_known CHECK (((level)::text = ANY ((ARRAY['READ'::character varying, 'EDIT'::character varying])::text[])))

-- : check account_tree.account_tree_depth_check
ALTER TABLE public.account_tree ADD CONSTRAINT account_tree_depth_check CHECK ((depth >= 0))

-- : check activity.activity_kind_known
ALTER TABLE public.activity ADD CONSTRAINT activity_kind_known CHECK (((kind)::text = ANY ((ARRAY['CALL'::character varying, 'EMAIL'::character varying, 'MEETING'::character varying, 'TASK'::character varying])::text[])))

-- : check app_user.app_user_email_in_lower_case
ALTER TABLE public.app_user ADD CONSTRAINT app_user_email_in_lower_case CHECK (((email)::text = lower((email)::text)))

-- : check app_user.app_user_partner_account_of_partners_only
ALTER TABLE public.app_user ADD CONSTRAINT app_user_partner_account_of_partners_only CHECK (((partner_account_id IS NULL) OR ((profile)::text = 'PARTNER'::text)))

-- : check app_user.app_user_profile_known
ALTER TABLE public.app_user ADD CONSTRAINT app_user_profile_known CHECK (((profile)::text = ANY ((ARRAY['SALES_REP'::character varying, 'SALES_MANAGER'::character varying, 'SALES_DIRECTOR'::character varying, 'EXECUTIVE'::character varying, 'SERVICE_AGENT'::character varying, 'SERVICE_MANAGER'::character varying, 'PARTNER'::character varying, 'INTEGRATION'::character varying, 'ADMIN'::character varying])::text[])))

-- : check contact.contact_buying_role_known
ALTER TABLE public.contact ADD CONSTRAINT contact_buying_role_known CHECK (((buying_role)::text = ANY ((ARRAY['DECISION_MAKER'::character varying, 'CHAMPION'::character varying, 'BUDGET_OWNER'::character varying, 'PROCUREMENT'::character varying, 'END_USER'::character varying, 'OTHER'::character varying])::text[])))

-- : check contact.contact_name_present
ALTER TABLE public.contact ADD CONSTRAINT contact_name_present CHECK ((btrim((name)::text) <> ''::text))

-- : check contract.contract_ends_after_start
ALTER TABLE public.contract ADD CONSTRAINT contract_ends_after_start CHECK ((end_date >= start_date))

-- : check contract.contract_status_known
ALTER TABLE public.contract ADD CONSTRAINT contract_status_known CHECK (((status)::text = ANY ((ARRAY['DRAFT'::character varying, 'IN_APPROVAL'::character varying, 'ACTIVATED'::character varying, 'EXPIRED'::character varying, 'TERMINATED'::character varying])::text[])))

-- : check contract.contract_value_not_negative
ALTER TABLE public.contract ADD CONSTRAINT contract_value_not_negative CHECK ((value >= (0)::numeric))

-- : check file.file_kind_known
ALTER TABLE public.file ADD CONSTRAINT file_kind_known CHECK (((kind)::text = ANY ((ARRAY['CONTRACT'::character varying, 'PROPOSAL'::character varying, 'PRESENTATION'::character varying, 'REPORT'::character varying, 'IMAGE'::character varying, 'OTHER'::character varying])::text[])))

-- : check file.file_size_not_negative
ALTER TABLE public.file ADD CONSTRAINT file_size_not_negative CHECK ((size >= 0))

-- : check instance.instance_currency_check
ALTER TABLE public.instance ADD CONSTRAINT instance_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))

-- : check instance.instance_id_check
ALTER TABLE public.instance ADD CONSTRAINT instance_id_check CHECK ((id = 1))

-- : check invoice.invoice_amount_not_negative
ALTER TABLE public.invoice ADD CONSTRAINT invoice_amount_not_negative CHECK ((amount >= (0)::numeric))

-- : check invoice.invoice_paid_at_most_the_amount
ALTER TABLE public.invoice ADD CONSTRAINT invoice_paid_at_most_the_amount CHECK (((paid_amount >= (0)::numeric) AND (paid_amount <= amount)))

-- : check invoice.invoice_status_known
ALTER TABLE public.invoice ADD CONSTRAINT invoice_status_known CHECK (((status)::text = ANY ((ARRAY['DRAFT'::character varying, 'ISSUED'::character varying, 'PAID'::character varying, 'VOID'::character varying])::text[])))

-- : check opportunity.opportunity_amount_not_negative
ALTER TABLE public.opportunity ADD CONSTRAINT opportunity_amount_not_negative CHECK ((amount >= (0)::numeric))

-- : check opportunity.opportunity_lead_source_known
ALTER TABLE public.opportunity ADD CONSTRAINT opportunity_lead_source_known CHECK (((lead_source)::text = ANY ((ARRAY['WEB'::character varying, 'REFERRAL'::character varying, 'PARTNER'::character varying, 'EVENT'::character varying, 'COLD_CALL'::character varying, 'ADVERTISEMENT'::character varying, 'OTHER'::character varying])::text[])))

-- : check opportunity.opportunity_probability_is_percent
ALTER TABLE public.opportunity ADD CONSTRAINT opportunity_probability_is_percent CHECK (((probability >= 0) AND (probability <= 100)))

-- : check opportunity.opportunity_stage_known
ALTER TABLE public.opportunity ADD CONSTRAINT opportunity_stage_known CHECK (((stage)::text = ANY ((ARRAY['PROSPECTING'::character varying, 'QUALIFICATION'::character varying, 'NEEDS_ANALYSIS'::character varying, 'PROPOSAL'::character varying, 'NEGOTIATION'::character varying, 'CLOSED_WON'::character varying, 'CLOSED_LOST'::character varying])::text[])))

-- : check role.role_not_its_own_parent
ALTER TABLE public.role ADD CONSTRAINT role_not_its_own_parent CHECK ((parent_id <> id))

-- : check sharing_condition.sharing_condition_column_known
ALTER TABLE public.sharing_condition ADD CONSTRAINT sharing_condition_column_known CHECK ((("column")::text = ANY ((ARRAY['TYPE'::character varying, 'INDUSTRY'::character varying, 'BILLING_COUNTRY'::character varying, 'BILLING_STATE'::character varying, 'IS_ACTIVE'::character varying, 'ANNUAL_REVENUE'::character varying, 'NUMBER_OF_EMPLOYEES'::character varying])::text[])))

-- : check sharing_condition.sharing_condition_operator_known
ALTER TABLE public.sharing_condition ADD CONSTRAINT sharing_condition_operator_known CHECK (((operator)::text = ANY ((ARRAY['EQ'::character varying, 'NE'::character varying, 'IN'::character varying, 'NOT_IN'::character varying, 'GT'::character varying, 'GTE'::character varying, 'LT'::character varying, 'LTE'::character varying, 'IS_NULL'::character varying, 'NOT_NULL'::character varying])::text[])))

-- : check sharing_epoch.sharing_epoch_id_check
ALTER TABLE public.sharing_epoch ADD CONSTRAINT sharing_epoch_id_check CHECK ((id = 1))

-- : check sharing_rule.sharing_rule_below_needs_a_role
ALTER TABLE public.sharing_rule ADD CONSTRAINT sharing_rule_below_needs_a_role CHECK (((NOT include_below) OR (role_id IS NOT NULL)))

-- : check sharing_rule.sharing_rule_for_exactly_one
ALTER TABLE public.sharing_rule ADD CONSTRAINT sharing_rule_for_exactly_one CHECK ((num_nonnulls(profile, role_id, group_id) = 1))

-- : check sharing_rule.sharing_rule_level_known
ALTER TABLE public.sharing_rule ADD CONSTRAINT sharing_rule_level_known CHECK (((level)::text = ANY ((ARRAY['READ'::character varying, 'EDIT'::character varying])::text[])))

-- : check sharing_rule.sharing_rule_profile_known
ALTER TABLE public.sharing_rule ADD CONSTRAINT sharing_rule_profile_known CHECK (((profile)::text = ANY ((ARRAY['SALES_REP'::character varying, 'SALES_MANAGER'::character varying, 'SALES_DIRECTOR'::character varying, 'EXECUTIVE'::character varying, 'SERVICE_AGENT'::character varying, 'SERVICE_MANAGER'::character varying, 'PARTNER'::character varying, 'INTEGRATION'::character varying, 'ADMIN'::character varying])::text[])))

-- : check support_case.support_case_closed_after_opened
ALTER TABLE public.support_case ADD CONSTRAINT support_case_closed_after_opened CHECK ((closed_at >= opened_at))

-- : check support_case.support_case_origin_known
ALTER TABLE public.support_case ADD CONSTRAINT support_case_origin_known CHECK (((origin)::text = ANY ((ARRAY['EMAIL'::character varying, 'PHONE'::character varying, 'WEB'::character varying, 'CHAT'::character varying, 'OTHER'::character varying])::text[])))

-- : check support_case.support_case_priority_known
ALTER TABLE public.support_case ADD CONSTRAINT support_case_priority_known CHECK (((priority)::text = ANY ((ARRAY['LOW'::character varying, 'MEDIUM'::character varying, 'HIGH'::character varying, 'CRITICAL'::character varying])::text[])))

-- : check support_case.support_case_status_known
ALTER TABLE public.support_case ADD CONSTRAINT support_case_status_known CHECK (((status)::text = ANY ((ARRAY['NEW'::character varying, 'IN_PROGRESS'::character varying, 'WAITING_CUSTOMER'::character varying, 'ESCALATED'::character varying, 'RESOLVED'::character varying, 'CLOSED'::character varying])::text[])))

-- : check tree_lock.tree_lock_id_check
ALTER TABLE public.tree_lock ADD CONSTRAINT tree_lock_id_check CHECK ((id = 1))

-- : column account.annual_revenue
numeric(18,2)

-- : column account.billing_city
character varying(255)

-- : column account.billing_country
character varying(2)

-- : column account.billing_postal_code
character varying(32)

-- : column account.billing_state
character varying(255)

-- : column account.billing_street
character varying(255)

-- : column account.brand_color
character varying(7)

-- : column account.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column account.created_by_id
uuid

-- : column account.customer_since
date

-- : column account.description
text

-- : column account.figures_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column account.id
uuid NOT NULL

-- : column account.industry
character varying(18) COLLATE "C"

-- : column account.is_active
boolean DEFAULT true NOT NULL

-- : column account.last_activity_date
timestamp with time zone

-- : column account.latitude
numeric(9,6)

-- : column account.longitude
numeric(9,6)

-- : column account.name
character varying(255) NOT NULL

-- : column account.name_key
text COLLATE "C" NOT NULL

-- : column account.name_search
text COLLATE "C" DEFAULT public.name_search(name_key) GENERATED NOT NULL

-- : column account.number
bigint DEFAULT nextval('public.account_number'::regclass) NOT NULL

-- : column account.number_of_employees
integer

-- : column account.open_case_count
integer DEFAULT 0 NOT NULL

-- : column account.open_opportunity_amount
numeric(18,2) DEFAULT 0 NOT NULL

-- : column account.open_opportunity_count
integer DEFAULT 0 NOT NULL

-- : column account.owner_id
uuid

-- : column account.parent_id
uuid

-- : column account.partner_id
uuid

-- : column account.phone
character varying(64)

-- : column account.total_opportunity_amount
numeric(18,2) DEFAULT 0 NOT NULL

-- : column account.type
character varying(15) DEFAULT 'PROSPECT'::character varying NOT NULL

-- : column account.updated_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column account.updated_by_id
uuid

-- : column account.version
integer DEFAULT 1 NOT NULL

-- : column account.website
character varying(2048)

-- : column account.weighted_opportunity_amount
numeric(18,2) DEFAULT 0 NOT NULL

-- : column account.won_opportunity_amount
numeric(18,2) DEFAULT 0 NOT NULL

-- : column account_grant.account_id
uuid NOT NULL

-- : column account_grant.cascades
boolean DEFAULT true NOT NULL

-- : column account_grant.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column account_grant.created_by_id
uuid

-- : column account_grant.expires_at
timestamp with time zone

-- : column account_grant.group_id
uuid

-- : column account_grant.id
uuid NOT NULL

-- : column account_grant.level
character varying(4) NOT NULL

-- : column account_grant.role_id
uuid

-- : column account_grant.user_id
uuid

-- : column account_team.account_id
uuid NOT NULL

-- : column account_team.id
uuid NOT NULL

-- : column account_team.level
character varying(4) NOT NULL

-- : column account_team.title
character varying(255)

-- : column account_team.user_id
uuid NOT NULL

-- : column account_tree.ancestor_id
uuid NOT NULL

-- : column account_tree.depth
integer NOT NULL

-- : column account_tree.descendant_id
uuid NOT NULL

-- : column activity.account_id
uuid NOT NULL

-- : column activity.at
timestamp with time zone NOT NULL

-- : column activity.case_id
uuid

-- : column activity.contact_id
uuid

-- : column activity.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column activity.created_by_id
uuid

-- : column activity.id
uuid NOT NULL

-- : column activity.kind
character varying(7) NOT NULL

-- : column activity.opportunity_id
uuid

-- : column activity.owner_id
uuid

-- : column activity.subject
character varying(255) NOT NULL

-- : column activity.updated_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column activity.updated_by_id
uuid

-- : column activity.version
integer DEFAULT 1 NOT NULL

-- : column app_user.can_roll_up_all
boolean DEFAULT false NOT NULL

-- : column app_user.can_view_all
boolean DEFAULT false NOT NULL

-- : column app_user.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column app_user.email
character varying(320) NOT NULL

-- : column app_user.email_since
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column app_user.id
uuid NOT NULL

-- : column app_user.is_active
boolean DEFAULT true NOT NULL

-- : column app_user.name
character varying(255) NOT NULL

-- : column app_user.partner_account_id
uuid

-- : column app_user.profile
character varying(15) NOT NULL

-- : column app_user.role_id
uuid

-- : column app_user.tokens_valid_from
timestamp with time zone

-- : column contact.account_id
uuid NOT NULL

-- : column contact.buying_role
character varying(14)

-- : column contact.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column contact.created_by_id
uuid

-- : column contact.email
character varying(320)

-- : column contact.id
uuid NOT NULL

-- : column contact.is_primary
boolean DEFAULT false NOT NULL

-- : column contact.name
character varying(255) NOT NULL

-- : column contact.name_key
text COLLATE "C" NOT NULL

-- : column contact.name_search
text COLLATE "C" DEFAULT public.name_search(name_key) GENERATED NOT NULL

-- : column contact.phone
character varying(64)

-- : column contact.title
character varying(255)

-- : column contact.updated_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column contact.updated_by_id
uuid

-- : column contact.version
integer DEFAULT 1 NOT NULL

-- : column contract.account_id
uuid NOT NULL

-- : column contract.activated_at
timestamp with time zone

-- : column contract.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column contract.created_by_id
uuid

-- : column contract.end_date
date

-- : column contract.id
uuid NOT NULL

-- : column contract.number
bigint DEFAULT nextval('public.contract_number'::regclass) NOT NULL

-- : column contract.signed_by_id
uuid

-- : column contract.start_date
date

-- : column contract.status
character varying(11) DEFAULT 'DRAFT'::character varying NOT NULL

-- : column contract.updated_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column contract.updated_by_id
uuid

-- : column contract.value
numeric(18,2)

-- : column contract.version
integer DEFAULT 1 NOT NULL

-- : column external_id.id
uuid NOT NULL

-- : column external_id.key
character varying(255) NOT NULL

-- : column external_id.record_id
uuid NOT NULL

-- : column external_id.record_type
character varying(32) NOT NULL

-- : column external_id.source
character varying(64) NOT NULL

-- : column field_change.account_id
uuid

-- : column field_change.changed_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column field_change.changed_by_id
uuid

-- : column field_change.field
character varying(64) NOT NULL

-- : column field_change.id
uuid NOT NULL

-- : column field_change.new_value
text

-- : column field_change.old_value
text

-- : column field_change.record_id
uuid NOT NULL

-- : column field_change.record_type
character varying(32) NOT NULL

-- : column file.account_id
uuid NOT NULL

-- : column file.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column file.created_by_id
uuid

-- : column file.id
uuid NOT NULL

-- : column file.kind
character varying(12) DEFAULT 'OTHER'::character varying NOT NULL

-- : column file.name
character varying(255) NOT NULL

-- : column file.size
bigint NOT NULL

-- : column file.updated_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column file.updated_by_id
uuid

-- : column file.version
integer DEFAULT 1 NOT NULL

-- : column group_member.group_id
uuid NOT NULL

-- : column group_member.id
uuid NOT NULL

-- : column group_member.user_id
uuid NOT NULL

-- : column idempotency_key.asked
text NOT NULL

-- : column idempotency_key.created_at
timestamp with time zone DEFAULT now() NOT NULL

-- : column idempotency_key.key
text NOT NULL

-- : column idempotency_key.outcome
jsonb

-- : column idempotency_key.user_id
uuid NOT NULL

-- : column instance.currency
text

-- : column instance.id
integer DEFAULT 1 NOT NULL

-- : column instance.time_zone
text DEFAULT 'UTC'::text NOT NULL

-- : column invoice.account_id
uuid NOT NULL

-- : column invoice.amount
numeric(18,2) NOT NULL

-- : column invoice.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column invoice.created_by_id
uuid

-- : column invoice.due_date
date

-- : column invoice.id
uuid NOT NULL

-- : column invoice.issued_on
date

-- : column invoice.number
bigint DEFAULT nextval('public.invoice_number'::regclass) NOT NULL

-- : column invoice.paid_amount
numeric(18,2) DEFAULT 0 NOT NULL

-- : column invoice.status
character varying(6) DEFAULT 'DRAFT'::character varying NOT NULL

-- : column invoice.updated_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column invoice.updated_by_id
uuid

-- : column invoice.version
integer DEFAULT 1 NOT NULL

-- : column name_refusal.hour
timestamp with time zone NOT NULL

-- : column name_refusal.refused
integer NOT NULL

-- : column name_refusal.user_id
uuid NOT NULL

-- : column opportunity.account_id
uuid NOT NULL

-- : column opportunity.amount
numeric(18,2)

-- : column opportunity.close_date
date

-- : column opportunity.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column opportunity.created_by_id
uuid

-- : column opportunity.description
text

-- : column opportunity.due_date
date

-- : column opportunity.id
uuid NOT NULL

-- : column opportunity.lead_source
character varying(13)

-- : column opportunity.name
character varying(255) NOT NULL

-- : column opportunity.next_step
text

-- : column opportunity.owner_id
uuid

-- : column opportunity.probability
smallint NOT NULL

-- : column opportunity.stage
character varying(14) DEFAULT 'PROSPECTING'::character varying NOT NULL

-- : column opportunity.updated_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column opportunity.updated_by_id
uuid

-- : column opportunity.version
integer DEFAULT 1 NOT NULL

-- : column role.id
uuid NOT NULL

-- : column role.name
character varying(255) NOT NULL

-- : column role.parent_id
uuid

-- : column sharing_condition.column
character varying(19) NOT NULL

-- : column sharing_condition.id
uuid NOT NULL

-- : column sharing_condition.operator
character varying(8) NOT NULL

-- : column sharing_condition.rule_id
uuid NOT NULL

-- : column sharing_condition.values
text[] NOT NULL

-- : column sharing_epoch.id
integer DEFAULT 1 NOT NULL

-- : column sharing_epoch.value
bigint DEFAULT 1 NOT NULL

-- : column sharing_rule.group_id
uuid

-- : column sharing_rule.id
uuid NOT NULL

-- : column sharing_rule.include_below
boolean DEFAULT false NOT NULL

-- : column sharing_rule.is_active
boolean DEFAULT true NOT NULL

-- : column sharing_rule.level
character varying(4) NOT NULL

-- : column sharing_rule.name
character varying(255) NOT NULL

-- : column sharing_rule.profile
character varying(15)

-- : column sharing_rule.role_id
uuid

-- : column support_case.account_id
uuid NOT NULL

-- : column support_case.closed_at
timestamp with time zone

-- : column support_case.contact_id
uuid

-- : column support_case.created_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column support_case.created_by_id
uuid

-- : column support_case.description
text

-- : column support_case.id
uuid NOT NULL

-- : column support_case.internal_notes
text

-- : column support_case.number
bigint DEFAULT nextval('public.case_number'::regclass) NOT NULL

-- : column support_case.opened_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column support_case.origin
character varying(5)

-- : column support_case.priority
character varying(8) DEFAULT 'MEDIUM'::character varying NOT NULL

-- : column support_case.status
character varying(16) DEFAULT 'NEW'::character varying NOT NULL

-- : column support_case.subject
character varying(255) NOT NULL

-- : column support_case.updated_at
timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL

-- : column support_case.updated_by_id
uuid

-- : column support_case.version
integer DEFAULT 1 NOT NULL

-- : column tree_lock.id
integer DEFAULT 1 NOT NULL

-- : column user_group.id
uuid NOT NULL

-- : column user_group.name
character varying(255) NOT NULL

-- : extension pg_trgm
CREATE EXTENSION pg_trgm

-- : function account_edit_guard()
CREATE OR REPLACE FUNCTION public.account_edit_guard()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
    open_for constant text := account_graph_level_of(account_graph_ways(account_graph_user()), OLD);
    kept account := NEW;
BEGIN
    IF open_for = 'EDIT' THEN
        RETURN NEW;
    END IF;
    kept.description := OLD.description;
    kept.version := OLD.version;
    kept.updated_at := OLD.updated_at;
    kept.updated_by_id := OLD.updated_by_id;
    kept.name_search := OLD.name_search;
    IF open_for IS NULL OR kept IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'new row violates row-level security policy for table "account": it is not open for that'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $function$

-- : function account_graph_audit(enabled boolean)
CREATE OR REPLACE FUNCTION public.account_graph_audit(enabled boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT tgrelid::regclass AS audited, tgname FROM pg_trigger WHERE tgname LIKE '%\_audit\_%' LOOP
        EXECUTE format('ALTER TABLE %s %s TRIGGER %I',
            found.audited, CASE WHEN enabled THEN 'ENABLE' ELSE 'DISABLE' END, found.tgname);
    END LOOP;
END $function$

-- : function account_graph_level(user_id uuid, account_id uuid)
CREATE OR REPLACE FUNCTION public.account_graph_level(user_id uuid, account_id uuid)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
    SELECT account_graph_level_by(account_graph_ways(user_id), account_id)
$function$

-- : function account_graph_level_by(w public.account_graph_ways, account_id uuid)
CREATE OR REPLACE FUNCTION public.account_graph_level_by(w public.account_graph_ways, account_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN (SELECT account_graph_level_of(w, a) FROM account a WHERE a.id = account_id);
END $function$

-- : function account_graph_level_of(w public.account_graph_ways, a public.account)
CREATE OR REPLACE FUNCTION public.account_graph_level_of(w public.account_graph_ways, a public.account)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    reached text;
    up uuid;
    line uuid[] := ARRAY[a.id];
    steps int := 0;
    c account_graph_condition;
    rule_id uuid;
    rule_level text;
    holds boolean := false;
BEGIN
    IF w.user_id IS NULL OR a.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF w.everything = 'EDIT' OR a.owner_id = w.user_id THEN
        RETURN 'EDIT';
    END IF;
    -- what opens most accounts to those who lead others
    IF w.leads AND a.owner_id IS NOT NULL THEN
        SELECT u.role_id INTO up FROM app_user u WHERE u.id = a.owner_id;
        -- a role is not below itself, whatever circle somebody made
        WHILE up IS NOT NULL AND up <> w.role_id AND steps < 1000 LOOP
            SELECT r.parent_id INTO up FROM role r WHERE r.id = up;
            IF up = w.role_id THEN
                RETURN 'EDIT';
            END IF;
            steps := steps + 1;
        END LOOP;
    END IF;
    IF w.everything = 'READ' OR a.id = w.partner_account_id OR a.partner_id = w.partner_account_id THEN
        reached := 'READ';
    END IF;
    up := a.parent_id;
    WHILE up IS NOT NULL AND up <> ALL(line) LOOP
        line := line || up;
        SELECT above.parent_id INTO up FROM account above WHERE above.id = up;
    END LOOP;
    -- EDIT comes before READ by letter too
    SELECT least(reached, min(named.level)) INTO reached FROM (
        SELECT t.level FROM account_team t WHERE t.account_id = a.id AND t.user_id = w.user_id
        UNION ALL
        SELECT g.level FROM account_grant g WHERE g.account_id = ANY(line) AND (g.cascades OR g.account_id = a.id)
            AND (g.user_id = w.user_id OR g.role_id = w.role_id OR g.group_id = ANY(w.group_ids))
            AND coalesce(g.expires_at > now(), true)
    ) named;
    IF reached = 'EDIT' THEN
        RETURN 'EDIT';
    END IF;
    FOREACH c IN ARRAY coalesce(w.conditions, '{}') LOOP
        IF c.rule_id IS DISTINCT FROM rule_id THEN
            IF holds AND rule_level = 'EDIT' THEN
                RETURN 'EDIT';
            ELSIF holds THEN
                reached := 'READ';
            END IF;
            -- rules for editing come first: no other can open more
            EXIT WHEN reached = 'READ' AND c.level = 'READ';
            rule_id := c.rule_id;
            rule_level := c.level;
            holds := true;
        END IF;
        holds := holds AND account_graph_meets(c, CASE c."column"
            WHEN 'TYPE' THEN a.type WHEN 'INDUSTRY' THEN a.industry WHEN 'BILLING_COUNTRY' THEN a.billing_country
            WHEN 'BILLING_STATE' THEN a.billing_state WHEN 'IS_ACTIVE' THEN a.is_active::text
            WHEN 'ANNUAL_REVENUE' THEN a.annual_revenue::text
            WHEN 'NUMBER_OF_EMPLOYEES' THEN a.number_of_employees::text END);
    END LOOP;
    IF holds AND rule_level = 'EDIT' THEN
        RETURN 'EDIT';
    ELSIF holds THEN
        reached := 'READ';
    END IF;
    RETURN reached;
END $function$

-- : function account_graph_levels(user_id uuid, account_ids uuid[])
CREATE OR REPLACE FUNCTION public.account_graph_levels(user_id uuid, account_ids uuid[])
 RETURNS TABLE(account_id uuid, level text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    w constant account_graph_ways := account_graph_ways(user_id);
BEGIN
    RETURN QUERY SELECT a.id, account_graph_level_of(w, a) FROM account a WHERE a.id = ANY(account_ids);
END $function$

-- : function account_graph_meets(c public.account_graph_condition, cell text)
CREATE OR REPLACE FUNCTION public.account_graph_meets(c public.account_graph_condition, cell text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
DECLARE
    among constant boolean := c.operator IN ('IN', 'NOT_IN');
    given text[];
    one text;
    numeric_cell numeric;
    numeric_one numeric;
BEGIN
    IF c.operator = 'IS_NULL' THEN
        RETURN cell IS NULL;
    ELSIF c.operator = 'NOT_NULL' THEN
        RETURN cell IS NOT NULL;
    ELSIF cell IS NULL OR coalesce(cardinality(c.given), 0) = 0 THEN
        RETURN false;
    END IF;
    given := CASE WHEN among THEN c.given ELSE ARRAY(SELECT v FROM unnest(c.given) v LIMIT 1) END;
    IF c."column" IN ('ANNUAL_REVENUE', 'NUMBER_OF_EMPLOYEES') THEN
        FOREACH one IN ARRAY given LOOP
            IF (one ~ '^-?[0-9]{1,18}(\.[0-9]{1,6})?([eE][+-]?[0-9]{1,2})?$') IS NOT TRUE THEN
                RETURN false;
            END IF;
        END LOOP;
        numeric_cell := cell::numeric;
        IF among THEN
            RETURN (numeric_cell = ANY(given::numeric[])) = (c.operator = 'IN');
        END IF;
        numeric_one := given[1]::numeric;
        RETURN CASE c.operator
            WHEN 'EQ' THEN numeric_cell = numeric_one WHEN 'NE' THEN numeric_cell <> numeric_one
            WHEN 'GT' THEN numeric_cell > numeric_one WHEN 'GTE' THEN numeric_cell >= numeric_one
            WHEN 'LT' THEN numeric_cell < numeric_one WHEN 'LTE' THEN numeric_cell <= numeric_one
            ELSE false END;
    END IF;
    IF c."column" = 'IS_ACTIVE' AND NOT given <@ ARRAY['true', 'false'] THEN
        RETURN false;
    END IF;
    IF among THEN
        RETURN coalesce((cell = ANY(given)) = (c.operator = 'IN'), false);
    END IF;
    one := given[1];
    RETURN coalesce(CASE c.operator
        WHEN 'EQ' THEN cell = one WHEN 'NE' THEN cell <> one
        WHEN 'GT' THEN cell > one COLLATE "C" WHEN 'GTE' THEN cell >= one COLLATE "C"
        WHEN 'LT' THEN cell < one COLLATE "C" WHEN 'LTE' THEN cell <= one COLLATE "C"
        ELSE false END, false);
END $function$

-- : function account_graph_opens(w public.account_graph_ways, a public.account)
CREATE OR REPLACE FUNCTION public.account_graph_opens(w public.account_graph_ways, a public.account)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
BEGIN
    RETURN account_graph_level_of(w, a) IS NOT NULL OR account_graph_level_by(w, a.id) IS NOT NULL;
END $function$

-- : function account_graph_sees(viewer uuid, account uuid, owner uuid, parent uuid)
CREATE OR REPLACE FUNCTION public.account_graph_sees(viewer uuid, account uuid, owner uuid, parent uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    -- two statements, since starting one takes longer than running it, and few need the second
    IF EXISTS (SELECT FROM app_user u WHERE u.id = viewer AND u.is_active AND (
            u.id = owner OR u.profile = 'ADMIN' OR u.profile = 'INTEGRATION' AND u.can_view_all
            OR EXISTS (SELECT FROM account_grant g WHERE g.account_id IN (account, parent)
                AND (g.cascades OR g.account_id = account) AND (g.user_id = u.id OR g.role_id = u.role_id)
                AND coalesce(g.expires_at > now(), true)))) THEN
        RETURN true;
    END IF;
    RETURN EXISTS (SELECT FROM account_team t JOIN app_user u ON u.id = t.user_id
        WHERE t.account_id = account AND t.user_id = viewer AND u.is_active);
END $function$

-- : function account_graph_sees_by(viewer uuid, account_id uuid)
CREATE OR REPLACE FUNCTION public.account_graph_sees_by(viewer uuid, account_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN (SELECT account_graph_sees(viewer, a.id, a.owner_id, a.parent_id) FROM account a WHERE a.id = account_id);
END $function$

-- : function account_graph_unseen(viewer uuid, kind text, ids uuid[])
CREATE OR REPLACE FUNCTION public.account_graph_unseen(viewer uuid, kind text, ids uuid[])
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE STRICT SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    -- not by PERFORM, which would start a statement
    asking constant text := set_config('account_graph.user', viewer::text, true);
    seen uuid[];
BEGIN
    CASE kind
        WHEN 'account' THEN seen := ARRAY(SELECT r.id FROM account r WHERE r.id = ANY(ids));
        WHEN 'activity' THEN seen := ARRAY(SELECT r.id FROM activity r WHERE r.id = ANY(ids));
        WHEN 'support_case' THEN seen := ARRAY(SELECT r.id FROM support_case r WHERE r.id = ANY(ids));
        WHEN 'contact' THEN seen := ARRAY(SELECT r.id FROM contact r WHERE r.id = ANY(ids));
        WHEN 'contract' THEN seen := ARRAY(SELECT r.id FROM contract r WHERE r.id = ANY(ids));
        WHEN 'file' THEN seen := ARRAY(SELECT r.id FROM file r WHERE r.id = ANY(ids));
        WHEN 'invoice' THEN seen := ARRAY(SELECT r.id FROM invoice r WHERE r.id = ANY(ids));
        WHEN 'opportunity' THEN seen := ARRAY(SELECT r.id FROM opportunity r WHERE r.id = ANY(ids));
    END CASE;
    IF cardinality(seen) = cardinality(ids) THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(SELECT id FROM unnest(ids) id WHERE id <> ALL(seen));
END $function$

-- : function account_graph_user()
CREATE OR REPLACE FUNCTION public.account_graph_user()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$
    SELECT nullif(current_setting('account_graph.user', true), '')::uuid
$function$

-- : function account_graph_uuid7(moment timestamp with time zone)
CREATE OR REPLACE FUNCTION public.account_graph_uuid7(moment timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
    SELECT (lpad(to_hex(us / 1000), 12, '0') || '7' || lpad(to_hex(us % 1000 * 4096 / 1000), 3, '0')
        || substr(gen_random_uuid()::text, 20))::uuid
    FROM (SELECT (extract(epoch FROM moment) * 1000000)::bigint AS us) given
$function$

-- : function account_graph_ways(viewer uuid)
CREATE OR REPLACE FUNCTION public.account_graph_ways(viewer uuid)
 RETURNS public.account_graph_ways
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    origin constant text := viewer || ' ' || (SELECT e.value FROM sharing_epoch e) || ' ';
    kept constant text := current_setting('account_graph.ways', true);
    w account_graph_ways;
BEGIN
    IF starts_with(kept, origin) THEN
        RETURN substr(kept, length(origin) + 1)::account_graph_ways;
    END IF;
    w := account_graph_ways_read(viewer);
    PERFORM set_config('account_graph.ways', origin || w::text, false);
    RETURN w;
END $function$

-- : function account_graph_ways_read(viewer uuid)
CREATE OR REPLACE FUNCTION public.account_graph_ways_read(viewer uuid)
 RETURNS public.account_graph_ways
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    my_profile text;
    views_all boolean;
    up uuid;
    line uuid[] := '{}';
    w account_graph_ways;
BEGIN
    SELECT u.id, u.profile, u.can_view_all, u.role_id, EXISTS (SELECT FROM role r WHERE r.parent_id = u.role_id),
        CASE u.profile WHEN 'PARTNER' THEN u.partner_account_id END,
        ARRAY(SELECT m.group_id FROM group_member m WHERE m.user_id = u.id)
    INTO w.user_id, my_profile, views_all, w.role_id, w.leads, w.partner_account_id, w.group_ids
    FROM app_user u WHERE u.id = viewer AND u.is_active;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF my_profile = 'ADMIN' THEN
        w.everything := 'EDIT';
        RETURN w;
    ELSIF my_profile = 'INTEGRATION' AND views_all THEN
        w.everything := 'READ';
    END IF;
    up := w.role_id;
    -- a circle of roles ends too
    WHILE up IS NOT NULL AND up <> ALL(line) LOOP
        line := line || up;
        SELECT r.parent_id INTO up FROM role r WHERE r.id = up;
    END LOOP;
    SELECT array_agg(ROW(s.id, s.level, c."column", c.operator, c.values)::account_graph_condition
                     ORDER BY s.level, s.id)
    INTO w.conditions
    FROM sharing_rule s JOIN sharing_condition c ON c.rule_id = s.id
    WHERE s.is_active AND (s.profile = my_profile OR s.group_id = ANY(w.group_ids) OR s.role_id = w.role_id
        OR s.include_below AND s.role_id = ANY(line));
    RETURN w;
END $function$

-- : function account_name_taken(wanted text, but_by uuid)
CREATE OR REPLACE FUNCTION public.account_name_taken(wanted text, but_by uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$ SELECT EXISTS (SELECT FROM public.account WHERE name_key = wanted AND id IS DISTINCT FROM but_by) $function$

-- : function account_named_by(partner uuid)
CREATE OR REPLACE FUNCTION public.account_named_by(partner uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$ SELECT EXISTS (SELECT FROM public.account WHERE partner_id = partner)
              OR EXISTS (SELECT FROM public.app_user WHERE partner_account_id = partner) $function$

-- : function account_opened_by_move(moved uuid, parent uuid)
CREATE OR REPLACE FUNCTION public.account_opened_by_move(moved uuid, parent uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
        SELECT min(g.level) -- EDIT comes before READ by letter too
        FROM public.account_tree t JOIN public.account_grant g ON g.account_id = t.ancestor_id
        WHERE t.descendant_id = parent AND g.cascades AND (g.expires_at IS NULL OR g.expires_at > now())
            AND NOT EXISTS (SELECT FROM public.account_tree o
                            WHERE o.descendant_id = moved AND o.ancestor_id = t.ancestor_id)
    $function$

-- : function account_tree_delete()
CREATE OR REPLACE FUNCTION public.account_tree_delete()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM FROM tree_lock FOR SHARE;
    DELETE FROM account_tree link USING deleted WHERE link.descendant_id = deleted.id;
    RETURN NULL;
END $function$

-- : function account_tree_insert()
CREATE OR REPLACE FUNCTION public.account_tree_insert()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    in_cycle uuid;
BEGIN
    PERFORM FROM inserted WHERE parent_id IS NOT NULL;
    IF FOUND THEN
        PERFORM FROM tree_lock FOR SHARE;
    END IF;
    -- OFFSET 0 keeps the lookup of each parent a lookup by key: this is planned by statistics from before the insert, and
    -- a join planned by those of an empty table compares every new account with every other.
    WITH RECURSIVE up AS (
        SELECT id AS ancestor_id, id AS descendant_id, 0 AS depth, parent_id FROM inserted
        UNION ALL
        SELECT above.id, up.descendant_id, up.depth + 1, above.parent_id
        FROM up CROSS JOIN LATERAL (SELECT id, parent_id FROM account WHERE id = up.parent_id OFFSET 0) above
    ) CYCLE ancestor_id SET looped USING way,
    links AS (
        INSERT INTO account_tree (ancestor_id, descendant_id, depth)
        SELECT ancestor_id, descendant_id, depth FROM up WHERE NOT looped
    )
    SELECT descendant_id INTO in_cycle FROM up WHERE looped LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'an account cannot be its own ancestor' USING ERRCODE = 'AG001';
    END IF;
    RETURN NULL;
END $function$

-- : function account_tree_move()
CREATE OR REPLACE FUNCTION public.account_tree_move()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM FROM tree_lock FOR UPDATE;
    PERFORM FROM account_tree WHERE ancestor_id = NEW.id AND descendant_id = NEW.parent_id;
    IF FOUND THEN
        RAISE EXCEPTION 'an account cannot be its own ancestor' USING ERRCODE = 'AG001';
    END IF;
    DELETE FROM account_tree link
        USING account_tree below
        WHERE below.ancestor_id = NEW.id AND link.descendant_id = below.descendant_id AND link.depth > below.depth;
    INSERT INTO account_tree (ancestor_id, descendant_id, depth)
        SELECT above.ancestor_id, below.descendant_id, above.depth + below.depth + 1
        FROM account_tree above CROSS JOIN account_tree below
        WHERE above.descendant_id = NEW.parent_id AND below.ancestor_id = NEW.id;
    RETURN NULL;
END $function$

-- : function accounts_below(top uuid)
CREATE OR REPLACE FUNCTION public.accounts_below(top uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$ SELECT count(*) FROM public.account_tree WHERE ancestor_id = top AND depth > 0 $function$

-- : function audit_account()
CREATE OR REPLACE FUNCTION public.audit_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.id, 'Account', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.id, 'Account', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."number", i."name", i."type", i."industry", i."description", i."annual_revenue",
            i."number_of_employees", i."phone", i."website", i."billing_street", i."billing_city", i."billing_state",
            i."billing_postal_code", i."billing_country", i."latitude", i."longitude", i."owner_id", i."parent_id",
            i."partner_id", i."is_active", i."brand_color", i."last_activity_date", i."customer_since",
            i."created_at"
        ) IS DISTINCT FROM ROW(
            d."number", d."name", d."type", d."industry", d."description", d."annual_revenue",
            d."number_of_employees", d."phone", d."website", d."billing_street", d."billing_city", d."billing_state",
            d."billing_postal_code", d."billing_country", d."latitude", d."longitude", d."owner_id", d."parent_id",
            d."partner_id", d."is_active", d."brand_color", d."last_activity_date", d."customer_since",
            d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('number', 'ACC-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), 'ACC-' || lpad(i."number"::text, greatest(6, length(i."number"::text)), '0')),
            ('name', d."name"::text, i."name"::text), ('type', d."type"::text, i."type"::text),
            ('industry', d."industry"::text, i."industry"::text),
            ('description', d."description"::text, i."description"::text),
            ('annualRevenue', d."annual_revenue"::text, i."annual_revenue"::text),
            ('numberOfEmployees', d."number_of_employees"::text, i."number_of_employees"::text),
            ('phone', d."phone"::text, i."phone"::text), ('website', d."website"::text, i."website"::text),
            ('billingAddress.street', d."billing_street"::text, i."billing_street"::text),
            ('billingAddress.city', d."billing_city"::text, i."billing_city"::text),
            ('billingAddress.state', d."billing_state"::text, i."billing_state"::text),
            ('billingAddress.postalCode', d."billing_postal_code"::text, i."billing_postal_code"::text),
            ('billingAddress.country', d."billing_country"::text, i."billing_country"::text),
            ('officeLocation.latitude', trim_scale(d."latitude")::text, trim_scale(i."latitude")::text),
            ('officeLocation.longitude', trim_scale(d."longitude")::text, trim_scale(i."longitude")::text),
            ('owner', d."owner_id"::text, i."owner_id"::text), ('parent', d."parent_id"::text, i."parent_id"::text),
            ('partner', d."partner_id"::text, i."partner_id"::text),
            ('isActive', d."is_active"::text, i."is_active"::text),
            ('brandColor', d."brand_color"::text, i."brand_color"::text),
            ('lastActivityDate', to_char(d."last_activity_date" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."last_activity_date" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('customerSince', to_char(d."customer_since", 'YYYY-MM-DD'), to_char(i."customer_since", 'YYYY-MM-DD')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.id, 'Account', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('number', 'ACC-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('name', d."name"::text, NULL), ('type', d."type"::text, NULL), ('industry', d."industry"::text, NULL),
            ('description', d."description"::text, NULL), ('annualRevenue', d."annual_revenue"::text, NULL),
            ('numberOfEmployees', d."number_of_employees"::text, NULL), ('phone', d."phone"::text, NULL),
            ('website', d."website"::text, NULL), ('billingAddress.street', d."billing_street"::text, NULL),
            ('billingAddress.city', d."billing_city"::text, NULL),
            ('billingAddress.state', d."billing_state"::text, NULL),
            ('billingAddress.postalCode', d."billing_postal_code"::text, NULL),
            ('billingAddress.country', d."billing_country"::text, NULL),
            ('officeLocation.latitude', trim_scale(d."latitude")::text, NULL),
            ('officeLocation.longitude', trim_scale(d."longitude")::text, NULL), ('owner', d."owner_id"::text, NULL),
            ('parent', d."parent_id"::text, NULL), ('partner', d."partner_id"::text, NULL),
            ('isActive', d."is_active"::text, NULL), ('brandColor', d."brand_color"::text, NULL),
            ('lastActivityDate', to_char(d."last_activity_date" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('customerSince', to_char(d."customer_since", 'YYYY-MM-DD'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.id, 'Account', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "account" d
        CROSS JOIN LATERAL (VALUES
            ('number', 'ACC-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('name', d."name"::text, NULL), ('type', d."type"::text, NULL), ('industry', d."industry"::text, NULL),
            ('description', d."description"::text, NULL), ('annualRevenue', d."annual_revenue"::text, NULL),
            ('numberOfEmployees', d."number_of_employees"::text, NULL), ('phone', d."phone"::text, NULL),
            ('website', d."website"::text, NULL), ('billingAddress.street', d."billing_street"::text, NULL),
            ('billingAddress.city', d."billing_city"::text, NULL),
            ('billingAddress.state', d."billing_state"::text, NULL),
            ('billingAddress.postalCode', d."billing_postal_code"::text, NULL),
            ('billingAddress.country', d."billing_country"::text, NULL),
            ('officeLocation.latitude', trim_scale(d."latitude")::text, NULL),
            ('officeLocation.longitude', trim_scale(d."longitude")::text, NULL), ('owner', d."owner_id"::text, NULL),
            ('parent', d."parent_id"::text, NULL), ('partner', d."partner_id"::text, NULL),
            ('isActive', d."is_active"::text, NULL), ('brandColor', d."brand_color"::text, NULL),
            ('lastActivityDate', to_char(d."last_activity_date" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('customerSince', to_char(d."customer_since", 'YYYY-MM-DD'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_account_grant()
CREATE OR REPLACE FUNCTION public.audit_account_grant()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Grant', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Grant', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."user_id", i."role_id", i."group_id", i."level", i."cascades", i."expires_at",
            i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."user_id", d."role_id", d."group_id", d."level", d."cascades", d."expires_at",
            d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('user', d."user_id"::text, i."user_id"::text),
            ('role', d."role_id"::text, i."role_id"::text), ('group', d."group_id"::text, i."group_id"::text),
            ('level', d."level"::text, i."level"::text), ('cascades', d."cascades"::text, i."cascades"::text),
            ('expiresAt', to_char(d."expires_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."expires_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Grant', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('user', d."user_id"::text, NULL),
            ('role', d."role_id"::text, NULL), ('group', d."group_id"::text, NULL), ('level', d."level"::text, NULL),
            ('cascades', d."cascades"::text, NULL),
            ('expiresAt', to_char(d."expires_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Grant', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "account_grant" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('user', d."user_id"::text, NULL),
            ('role', d."role_id"::text, NULL), ('group', d."group_id"::text, NULL), ('level', d."level"::text, NULL),
            ('cascades', d."cascades"::text, NULL),
            ('expiresAt', to_char(d."expires_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_account_team()
CREATE OR REPLACE FUNCTION public.audit_account_team()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'AccountTeamMember', i.id,
            'createdAt', NULL, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'AccountTeamMember', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."user_id", i."level", i."title"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."user_id", d."level", d."title"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('user', d."user_id"::text, i."user_id"::text),
            ('level', d."level"::text, i."level"::text), ('title', d."title"::text, i."title"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'AccountTeamMember', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('user', d."user_id"::text, NULL),
            ('level', d."level"::text, NULL), ('title', d."title"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'AccountTeamMember', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "account_team" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('user', d."user_id"::text, NULL),
            ('level', d."level"::text, NULL), ('title', d."title"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_activity()
CREATE OR REPLACE FUNCTION public.audit_activity()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Activity', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Activity', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."kind", i."subject", i."at", i."contact_id", i."opportunity_id", i."case_id",
            i."owner_id", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."kind", d."subject", d."at", d."contact_id", d."opportunity_id", d."case_id",
            d."owner_id", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('kind', d."kind"::text, i."kind"::text),
            ('subject', d."subject"::text, i."subject"::text),
            ('at', to_char(d."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('contact', d."contact_id"::text, i."contact_id"::text),
            ('opportunity', d."opportunity_id"::text, i."opportunity_id"::text),
            ('case', d."case_id"::text, i."case_id"::text), ('owner', d."owner_id"::text, i."owner_id"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Activity', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('kind', d."kind"::text, NULL),
            ('subject', d."subject"::text, NULL),
            ('at', to_char(d."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('contact', d."contact_id"::text, NULL), ('opportunity', d."opportunity_id"::text, NULL),
            ('case', d."case_id"::text, NULL), ('owner', d."owner_id"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Activity', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "activity" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('kind', d."kind"::text, NULL),
            ('subject', d."subject"::text, NULL),
            ('at', to_char(d."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('contact', d."contact_id"::text, NULL), ('opportunity', d."opportunity_id"::text, NULL),
            ('case', d."case_id"::text, NULL), ('owner', d."owner_id"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_app_user()
CREATE OR REPLACE FUNCTION public.audit_app_user()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'User', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'User', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."name", i."email", i."profile", i."is_active", i."role_id", i."partner_account_id", i."can_view_all",
            i."can_roll_up_all", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."name", d."email", d."profile", d."is_active", d."role_id", d."partner_account_id", d."can_view_all",
            d."can_roll_up_all", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, i."name"::text), ('email', d."email"::text, i."email"::text),
            ('profile', d."profile"::text, i."profile"::text),
            ('isActive', d."is_active"::text, i."is_active"::text), ('role', d."role_id"::text, i."role_id"::text),
            ('partnerAccount', d."partner_account_id"::text, i."partner_account_id"::text),
            ('canViewAll', d."can_view_all"::text, i."can_view_all"::text),
            ('canRollUpAll', d."can_roll_up_all"::text, i."can_roll_up_all"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'User', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('email', d."email"::text, NULL), ('profile', d."profile"::text, NULL),
            ('isActive', d."is_active"::text, NULL), ('role', d."role_id"::text, NULL),
            ('partnerAccount', d."partner_account_id"::text, NULL), ('canViewAll', d."can_view_all"::text, NULL),
            ('canRollUpAll', d."can_roll_up_all"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'User', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "app_user" d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('email', d."email"::text, NULL), ('profile', d."profile"::text, NULL),
            ('isActive', d."is_active"::text, NULL), ('role', d."role_id"::text, NULL),
            ('partnerAccount', d."partner_account_id"::text, NULL), ('canViewAll', d."can_view_all"::text, NULL),
            ('canRollUpAll', d."can_roll_up_all"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_contact()
CREATE OR REPLACE FUNCTION public.audit_contact()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Contact', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Contact', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."name", i."email", i."phone", i."title", i."buying_role", i."is_primary",
            i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."name", d."email", d."phone", d."title", d."buying_role", d."is_primary",
            d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('name', d."name"::text, i."name"::text),
            ('email', d."email"::text, i."email"::text), ('phone', d."phone"::text, i."phone"::text),
            ('title', d."title"::text, i."title"::text),
            ('buyingRole', d."buying_role"::text, i."buying_role"::text),
            ('isPrimary', d."is_primary"::text, i."is_primary"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Contact', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('email', d."email"::text, NULL), ('phone', d."phone"::text, NULL), ('title', d."title"::text, NULL),
            ('buyingRole', d."buying_role"::text, NULL), ('isPrimary', d."is_primary"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Contact', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "contact" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('email', d."email"::text, NULL), ('phone', d."phone"::text, NULL), ('title', d."title"::text, NULL),
            ('buyingRole', d."buying_role"::text, NULL), ('isPrimary', d."is_primary"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_contract()
CREATE OR REPLACE FUNCTION public.audit_contract()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Contract', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Contract', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."number", i."status", i."value", i."start_date", i."end_date", i."signed_by_id",
            i."activated_at", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."number", d."status", d."value", d."start_date", d."end_date", d."signed_by_id",
            d."activated_at", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text),
            ('number', 'CTR-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), 'CTR-' || lpad(i."number"::text, greatest(6, length(i."number"::text)), '0')),
            ('status', d."status"::text, i."status"::text), ('value', d."value"::text, i."value"::text),
            ('startDate', to_char(d."start_date", 'YYYY-MM-DD'), to_char(i."start_date", 'YYYY-MM-DD')),
            ('endDate', to_char(d."end_date", 'YYYY-MM-DD'), to_char(i."end_date", 'YYYY-MM-DD')),
            ('signedBy', d."signed_by_id"::text, i."signed_by_id"::text),
            ('activatedAt', to_char(d."activated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."activated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Contract', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'CTR-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('status', d."status"::text, NULL), ('value', d."value"::text, NULL),
            ('startDate', to_char(d."start_date", 'YYYY-MM-DD'), NULL),
            ('endDate', to_char(d."end_date", 'YYYY-MM-DD'), NULL), ('signedBy', d."signed_by_id"::text, NULL),
            ('activatedAt', to_char(d."activated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Contract', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "contract" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'CTR-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('status', d."status"::text, NULL), ('value', d."value"::text, NULL),
            ('startDate', to_char(d."start_date", 'YYYY-MM-DD'), NULL),
            ('endDate', to_char(d."end_date", 'YYYY-MM-DD'), NULL), ('signedBy', d."signed_by_id"::text, NULL),
            ('activatedAt', to_char(d."activated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_file()
CREATE OR REPLACE FUNCTION public.audit_file()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'File', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'File', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."name", i."kind", i."size", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."name", d."kind", d."size", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('name', d."name"::text, i."name"::text),
            ('kind', d."kind"::text, i."kind"::text), ('size', d."size"::text, i."size"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'File', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL), ('kind', d."kind"::text, NULL),
            ('size', d."size"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'File', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "file" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL), ('kind', d."kind"::text, NULL),
            ('size', d."size"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_group_member()
CREATE OR REPLACE FUNCTION public.audit_group_member()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', i.group_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i
        CROSS JOIN LATERAL (VALUES
            ('members', NULL, i."user_id"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', i.group_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."user_id"
        ) IS DISTINCT FROM ROW(
            d."user_id"
        )
        CROSS JOIN LATERAL (VALUES
            ('members', d."user_id"::text, i."user_id"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', d.group_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('members', d."user_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', d.group_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "group_member" d
        CROSS JOIN LATERAL (VALUES
            ('members', d."user_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_invoice()
CREATE OR REPLACE FUNCTION public.audit_invoice()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Invoice', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Invoice', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."number", i."status", i."amount", i."paid_amount", i."issued_on", i."due_date",
            i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."number", d."status", d."amount", d."paid_amount", d."issued_on", d."due_date",
            d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text),
            ('number', 'INV-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), 'INV-' || lpad(i."number"::text, greatest(6, length(i."number"::text)), '0')),
            ('status', d."status"::text, i."status"::text), ('amount', d."amount"::text, i."amount"::text),
            ('paidAmount', d."paid_amount"::text, i."paid_amount"::text),
            ('issuedOn', to_char(d."issued_on", 'YYYY-MM-DD'), to_char(i."issued_on", 'YYYY-MM-DD')),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), to_char(i."due_date", 'YYYY-MM-DD')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Invoice', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'INV-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('status', d."status"::text, NULL), ('amount', d."amount"::text, NULL),
            ('paidAmount', d."paid_amount"::text, NULL), ('issuedOn', to_char(d."issued_on", 'YYYY-MM-DD'), NULL),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Invoice', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "invoice" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'INV-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('status', d."status"::text, NULL), ('amount', d."amount"::text, NULL),
            ('paidAmount', d."paid_amount"::text, NULL), ('issuedOn', to_char(d."issued_on", 'YYYY-MM-DD'), NULL),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_is_append_only()
CREATE OR REPLACE FUNCTION public.audit_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION 'the audit trail can''t be changed: field_change takes new rows only' USING ERRCODE = 'AG002';
END $function$

-- : function audit_opportunity()
CREATE OR REPLACE FUNCTION public.audit_opportunity()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Opportunity', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Opportunity', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."name", i."stage", i."amount", i."probability", i."close_date", i."due_date",
            i."owner_id", i."lead_source", i."next_step", i."description", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."name", d."stage", d."amount", d."probability", d."close_date", d."due_date",
            d."owner_id", d."lead_source", d."next_step", d."description", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('name', d."name"::text, i."name"::text),
            ('stage', d."stage"::text, i."stage"::text), ('amount', d."amount"::text, i."amount"::text),
            ('probability', d."probability"::text, i."probability"::text),
            ('closeDate', to_char(d."close_date", 'YYYY-MM-DD'), to_char(i."close_date", 'YYYY-MM-DD')),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), to_char(i."due_date", 'YYYY-MM-DD')),
            ('owner', d."owner_id"::text, i."owner_id"::text),
            ('leadSource', d."lead_source"::text, i."lead_source"::text),
            ('nextStep', d."next_step"::text, i."next_step"::text),
            ('description', d."description"::text, i."description"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Opportunity', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('stage', d."stage"::text, NULL), ('amount', d."amount"::text, NULL),
            ('probability', d."probability"::text, NULL), ('closeDate', to_char(d."close_date", 'YYYY-MM-DD'), NULL),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), NULL), ('owner', d."owner_id"::text, NULL),
            ('leadSource', d."lead_source"::text, NULL), ('nextStep', d."next_step"::text, NULL),
            ('description', d."description"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Opportunity', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "opportunity" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('stage', d."stage"::text, NULL), ('amount', d."amount"::text, NULL),
            ('probability', d."probability"::text, NULL), ('closeDate', to_char(d."close_date", 'YYYY-MM-DD'), NULL),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), NULL), ('owner', d."owner_id"::text, NULL),
            ('leadSource', d."lead_source"::text, NULL), ('nextStep', d."next_step"::text, NULL),
            ('description', d."description"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_role()
CREATE OR REPLACE FUNCTION public.audit_role()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Role', i.id,
            'createdAt', NULL, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Role', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."name", i."parent_id"
        ) IS DISTINCT FROM ROW(
            d."name", d."parent_id"
        )
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, i."name"::text), ('parent', d."parent_id"::text, i."parent_id"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Role', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('parent', d."parent_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Role', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "role" d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('parent', d."parent_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_sharing_condition()
CREATE OR REPLACE FUNCTION public.audit_sharing_condition()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', i.rule_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i
        CROSS JOIN LATERAL (VALUES
            ('conditions', NULL, concat_ws(' ', i."column", i.operator, nullif(array_to_string(i.values, ', '), '')))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', i.rule_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."values", i."column", i."operator"
        ) IS DISTINCT FROM ROW(
            d."values", d."column", d."operator"
        )
        CROSS JOIN LATERAL (VALUES
            ('conditions', concat_ws(' ', d."column", d.operator, nullif(array_to_string(d.values, ', '), '')), concat_ws(' ', i."column", i.operator, nullif(array_to_string(i.values, ', '), '')))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', d.rule_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('conditions', concat_ws(' ', d."column", d.operator, nullif(array_to_string(d.values, ', '), '')), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', d.rule_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "sharing_condition" d
        CROSS JOIN LATERAL (VALUES
            ('conditions', concat_ws(' ', d."column", d.operator, nullif(array_to_string(d.values, ', '), '')), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_sharing_rule()
CREATE OR REPLACE FUNCTION public.audit_sharing_rule()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', i.id,
            'createdAt', NULL, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."name", i."is_active", i."level", i."profile", i."role_id", i."include_below", i."group_id"
        ) IS DISTINCT FROM ROW(
            d."name", d."is_active", d."level", d."profile", d."role_id", d."include_below", d."group_id"
        )
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, i."name"::text), ('isActive', d."is_active"::text, i."is_active"::text),
            ('level', d."level"::text, i."level"::text), ('profile', d."profile"::text, i."profile"::text),
            ('role', d."role_id"::text, i."role_id"::text),
            ('includeBelow', d."include_below"::text, i."include_below"::text),
            ('group', d."group_id"::text, i."group_id"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('isActive', d."is_active"::text, NULL),
            ('level', d."level"::text, NULL), ('profile', d."profile"::text, NULL),
            ('role', d."role_id"::text, NULL), ('includeBelow', d."include_below"::text, NULL),
            ('group', d."group_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "sharing_rule" d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('isActive', d."is_active"::text, NULL),
            ('level', d."level"::text, NULL), ('profile', d."profile"::text, NULL),
            ('role', d."role_id"::text, NULL), ('includeBelow', d."include_below"::text, NULL),
            ('group', d."group_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_support_case()
CREATE OR REPLACE FUNCTION public.audit_support_case()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Case', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Case', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."number", i."subject", i."description", i."internal_notes", i."status", i."priority",
            i."origin", i."contact_id", i."opened_at", i."closed_at", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."number", d."subject", d."description", d."internal_notes", d."status", d."priority",
            d."origin", d."contact_id", d."opened_at", d."closed_at", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text),
            ('number', 'CASE-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), 'CASE-' || lpad(i."number"::text, greatest(6, length(i."number"::text)), '0')),
            ('subject', d."subject"::text, i."subject"::text),
            ('description', d."description"::text, i."description"::text),
            ('internalNotes', d."internal_notes"::text, i."internal_notes"::text),
            ('status', d."status"::text, i."status"::text), ('priority', d."priority"::text, i."priority"::text),
            ('origin', d."origin"::text, i."origin"::text), ('contact', d."contact_id"::text, i."contact_id"::text),
            ('openedAt', to_char(d."opened_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."opened_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('closedAt', to_char(d."closed_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."closed_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Case', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'CASE-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('subject', d."subject"::text, NULL), ('description', d."description"::text, NULL),
            ('internalNotes', d."internal_notes"::text, NULL), ('status', d."status"::text, NULL),
            ('priority', d."priority"::text, NULL), ('origin', d."origin"::text, NULL),
            ('contact', d."contact_id"::text, NULL),
            ('openedAt', to_char(d."opened_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('closedAt', to_char(d."closed_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Case', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "support_case" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'CASE-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('subject', d."subject"::text, NULL), ('description', d."description"::text, NULL),
            ('internalNotes', d."internal_notes"::text, NULL), ('status', d."status"::text, NULL),
            ('priority', d."priority"::text, NULL), ('origin', d."origin"::text, NULL),
            ('contact', d."contact_id"::text, NULL),
            ('openedAt', to_char(d."opened_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('closedAt', to_char(d."closed_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function audit_user_group()
CREATE OR REPLACE FUNCTION public.audit_user_group()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', i.id,
            'createdAt', NULL, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."name"
        ) IS DISTINCT FROM ROW(
            d."name"
        )
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, i."name"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "user_group" d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $function$

-- : function delete_external_ids()
CREATE OR REPLACE FUNCTION public.delete_external_ids()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    DELETE FROM external_id x USING deleted d WHERE x.record_id = d.id;
    RETURN NULL;
END $function$

-- : function end_tokens()
CREATE OR REPLACE FUNCTION public.end_tokens()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.tokens_valid_from := clock_timestamp();
    RETURN NEW;
END $function$

-- : function keep_email_since()
CREATE OR REPLACE FUNCTION public.keep_email_since()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.email_since := clock_timestamp();
    RETURN NEW;
END $function$

-- : function keep_figures_at()
CREATE OR REPLACE FUNCTION public.keep_figures_at()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.figures_at := greatest(OLD.figures_at, clock_timestamp());
    RETURN NEW;
END $function$

-- : function keep_open_case_count()
CREATE OR REPLACE FUNCTION public.keep_open_case_count()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE account SET open_case_count = open_case_count + d.opened
        FROM (SELECT account_id, count(*) AS opened FROM inserted
              WHERE status NOT IN ('RESOLVED', 'CLOSED') GROUP BY account_id) d
        WHERE account.id = d.account_id;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE account SET open_case_count = open_case_count - d.opened
        FROM (SELECT account_id, count(*) AS opened FROM deleted
              WHERE status NOT IN ('RESOLVED', 'CLOSED') GROUP BY account_id) d
        WHERE account.id = d.account_id;
    ELSE
        UPDATE account SET open_case_count = open_case_count + d.opened
        FROM (SELECT account_id, sum(one) AS opened
              FROM (SELECT account_id, 1 AS one, status FROM inserted
                    UNION ALL SELECT account_id, -1, status FROM deleted) both_sides
              WHERE status NOT IN ('RESOLVED', 'CLOSED') GROUP BY account_id) d
        WHERE account.id = d.account_id AND d.opened <> 0;
    END IF;
    RETURN NULL;
END $function$

-- : function keep_opportunity_totals()
CREATE OR REPLACE FUNCTION public.keep_opportunity_totals()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE account SET total_opportunity_amount = total_opportunity_amount + d.total,
                           won_opportunity_amount = won_opportunity_amount + d.won,
                           open_opportunity_count = open_opportunity_count + d.open_count,
                           open_opportunity_amount = open_opportunity_amount + d.open_amount,
                           weighted_opportunity_amount = weighted_opportunity_amount + d.weighted
        FROM (SELECT account_id, coalesce(sum(sign * amount), 0) AS total,
                     coalesce(sum(sign * amount) FILTER (WHERE stage = 'CLOSED_WON'), 0) AS won,
                     coalesce(sum(sign) FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_count,
                     coalesce(sum(sign * amount)
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_amount,
                     coalesce(sum(sign * round(amount * probability / 100, 2))
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS weighted
              FROM (SELECT 1 AS sign, account_id, amount, stage, probability FROM inserted) changed
              GROUP BY account_id) d
        WHERE account.id = d.account_id
            AND (d.total, d.won, d.open_count, d.open_amount, d.weighted) <> (0, 0, 0, 0, 0);
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE account SET total_opportunity_amount = total_opportunity_amount + d.total,
                           won_opportunity_amount = won_opportunity_amount + d.won,
                           open_opportunity_count = open_opportunity_count + d.open_count,
                           open_opportunity_amount = open_opportunity_amount + d.open_amount,
                           weighted_opportunity_amount = weighted_opportunity_amount + d.weighted
        FROM (SELECT account_id, coalesce(sum(sign * amount), 0) AS total,
                     coalesce(sum(sign * amount) FILTER (WHERE stage = 'CLOSED_WON'), 0) AS won,
                     coalesce(sum(sign) FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_count,
                     coalesce(sum(sign * amount)
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_amount,
                     coalesce(sum(sign * round(amount * probability / 100, 2))
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS weighted
              FROM (SELECT -1 AS sign, account_id, amount, stage, probability FROM deleted) changed
              GROUP BY account_id) d
        WHERE account.id = d.account_id
            AND (d.total, d.won, d.open_count, d.open_amount, d.weighted) <> (0, 0, 0, 0, 0);
    ELSE
        UPDATE account SET total_opportunity_amount = total_opportunity_amount + d.total,
                           won_opportunity_amount = won_opportunity_amount + d.won,
                           open_opportunity_count = open_opportunity_count + d.open_count,
                           open_opportunity_amount = open_opportunity_amount + d.open_amount,
                           weighted_opportunity_amount = weighted_opportunity_amount + d.weighted
        FROM (SELECT account_id, coalesce(sum(sign * amount), 0) AS total,
                     coalesce(sum(sign * amount) FILTER (WHERE stage = 'CLOSED_WON'), 0) AS won,
                     coalesce(sum(sign) FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_count,
                     coalesce(sum(sign * amount)
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_amount,
                     coalesce(sum(sign * round(amount * probability / 100, 2))
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS weighted
              FROM (SELECT 1 AS sign, account_id, amount, stage, probability FROM inserted
                    UNION ALL SELECT -1 AS sign, account_id, amount, stage, probability FROM deleted) changed
              GROUP BY account_id) d
        WHERE account.id = d.account_id
            AND (d.total, d.won, d.open_count, d.open_amount, d.weighted) <> (0, 0, 0, 0, 0);
    END IF;
    RETURN NULL;
END $function$

-- : function name_search(name_key text)
CREATE OR REPLACE FUNCTION public.name_search(name_key text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
    SELECT E'\n ' || plain || E'\n' || CASE WHEN brief <> plain THEN ' ' || brief || E'\n' ELSE '' END
    FROM (
        SELECT plain, regexp_replace(plain, '([aou])e|(a)a', '\1\2', 'g') AS brief
        FROM (
            SELECT CASE WHEN octet_length(name_key) = length(name_key) THEN translate(name_key, '`', '''') ELSE
                replace(replace(replace(replace(translate(
                    normalize(
                        regexp_replace(
                            replace(normalize(name_key, NFD), U&' \0301', ''''),
                            U&'[\0300-\036f]' COLLATE "C", '', 'g'
                        ),
                        NFC
                    ),
                    U&'\00f8\0142\0111\00f0\0127\0131\0167\014b'
                        || U&'`\2018\2019\201a\201b\02b9\02bb\02bc\2032\2035'
                        || U&'\201c\201d\201e\201f\00ab\00bb'
                        || U&'\2010\2012\2013\2014\2015\2212'
                        || U&'\00ae\00a9',
                    'olddhitn' || repeat('''', 10) || repeat('"', 6) || repeat('-', 6)
                ), U&'\00e6', 'ae'), U&'\0153', 'oe'), U&'\00fe', 'th'), U&'\00df', 'ss')
            END AS plain OFFSET 0
        ) folded OFFSET 0
    ) shortened
$function$

-- : function next_sharing_epoch()
CREATE OR REPLACE FUNCTION public.next_sharing_epoch()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    UPDATE sharing_epoch SET value = value + 1;
    RETURN NULL;
END $function$

-- : function next_sharing_epoch_of_users()
CREATE OR REPLACE FUNCTION public.next_sharing_epoch_of_users()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT FROM changed WHERE record_type = 'user') THEN
        UPDATE sharing_epoch SET value = value + 1;
    END IF;
    RETURN NULL;
END $function$

-- : grant FUNCTION public.account_edit_guard() EXECUTE
GRANT EXECUTE ON FUNCTION public.account_edit_guard() TO account_graph_app

-- : grant FUNCTION public.account_graph_audit(enabled boolean) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_audit(enabled boolean) TO account_graph_app

-- : grant FUNCTION public.account_graph_level(user_id uuid, account_id uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_level(user_id uuid, account_id uuid) TO account_graph_app

-- : grant FUNCTION public.account_graph_level_by(w public.account_graph_ways, account_id uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_level_by(w public.account_graph_ways, account_id uuid) TO account_graph_app

-- : grant FUNCTION public.account_graph_level_of(w public.account_graph_ways, a public.account) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_level_of(w public.account_graph_ways, a public.account) TO account_graph_app

-- : grant FUNCTION public.account_graph_levels(user_id uuid, account_ids uuid[]) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_levels(user_id uuid, account_ids uuid[]) TO account_graph_app

-- : grant FUNCTION public.account_graph_meets(c public.account_graph_condition, cell text) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_meets(c public.account_graph_condition, cell text) TO account_graph_app

-- : grant FUNCTION public.account_graph_opens(w public.account_graph_ways, a public.account) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_opens(w public.account_graph_ways, a public.account) TO account_graph_app

-- : grant FUNCTION public.account_graph_sees(viewer uuid, account uuid, owner uuid, parent uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_sees(viewer uuid, account uuid, owner uuid, parent uuid) TO account_graph_app

-- : grant FUNCTION public.account_graph_sees_by(viewer uuid, account_id uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_sees_by(viewer uuid, account_id uuid) TO account_graph_app

-- : grant FUNCTION public.account_graph_unseen(viewer uuid, kind text, ids uuid[]) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_unseen(viewer uuid, kind text, ids uuid[]) TO account_graph_app

-- : grant FUNCTION public.account_graph_user() EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_user() TO account_graph_app

-- : grant FUNCTION public.account_graph_uuid7(moment timestamp with time zone) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_uuid7(moment timestamp with time zone) TO account_graph_app

-- : grant FUNCTION public.account_graph_ways(viewer uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_ways(viewer uuid) TO account_graph_app

-- : grant FUNCTION public.account_graph_ways_read(viewer uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_graph_ways_read(viewer uuid) TO account_graph_app

-- : grant FUNCTION public.account_name_taken(wanted text, but_by uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_name_taken(wanted text, but_by uuid) TO account_graph_app

-- : grant FUNCTION public.account_named_by(partner uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_named_by(partner uuid) TO account_graph_app

-- : grant FUNCTION public.account_opened_by_move(moved uuid, parent uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.account_opened_by_move(moved uuid, parent uuid) TO account_graph_app

-- : grant FUNCTION public.account_tree_delete() EXECUTE
GRANT EXECUTE ON FUNCTION public.account_tree_delete() TO account_graph_app

-- : grant FUNCTION public.account_tree_insert() EXECUTE
GRANT EXECUTE ON FUNCTION public.account_tree_insert() TO account_graph_app

-- : grant FUNCTION public.account_tree_move() EXECUTE
GRANT EXECUTE ON FUNCTION public.account_tree_move() TO account_graph_app

-- : grant FUNCTION public.accounts_below(top uuid) EXECUTE
GRANT EXECUTE ON FUNCTION public.accounts_below(top uuid) TO account_graph_app

-- : grant FUNCTION public.audit_account() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_account() TO account_graph_app

-- : grant FUNCTION public.audit_account_grant() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_account_grant() TO account_graph_app

-- : grant FUNCTION public.audit_account_team() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_account_team() TO account_graph_app

-- : grant FUNCTION public.audit_activity() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_activity() TO account_graph_app

-- : grant FUNCTION public.audit_app_user() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_app_user() TO account_graph_app

-- : grant FUNCTION public.audit_contact() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_contact() TO account_graph_app

-- : grant FUNCTION public.audit_contract() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_contract() TO account_graph_app

-- : grant FUNCTION public.audit_file() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_file() TO account_graph_app

-- : grant FUNCTION public.audit_group_member() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_group_member() TO account_graph_app

-- : grant FUNCTION public.audit_invoice() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_invoice() TO account_graph_app

-- : grant FUNCTION public.audit_is_append_only() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_is_append_only() TO account_graph_app

-- : grant FUNCTION public.audit_opportunity() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_opportunity() TO account_graph_app

-- : grant FUNCTION public.audit_role() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_role() TO account_graph_app

-- : grant FUNCTION public.audit_sharing_condition() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_sharing_condition() TO account_graph_app

-- : grant FUNCTION public.audit_sharing_rule() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_sharing_rule() TO account_graph_app

-- : grant FUNCTION public.audit_support_case() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_support_case() TO account_graph_app

-- : grant FUNCTION public.audit_user_group() EXECUTE
GRANT EXECUTE ON FUNCTION public.audit_user_group() TO account_graph_app

-- : grant FUNCTION public.delete_external_ids() EXECUTE
GRANT EXECUTE ON FUNCTION public.delete_external_ids() TO account_graph_app

-- : grant FUNCTION public.end_tokens() EXECUTE
GRANT EXECUTE ON FUNCTION public.end_tokens() TO account_graph_app

-- : grant FUNCTION public.keep_email_since() EXECUTE
GRANT EXECUTE ON FUNCTION public.keep_email_since() TO account_graph_app

-- : grant FUNCTION public.keep_figures_at() EXECUTE
GRANT EXECUTE ON FUNCTION public.keep_figures_at() TO account_graph_app

-- : grant FUNCTION public.keep_open_case_count() EXECUTE
GRANT EXECUTE ON FUNCTION public.keep_open_case_count() TO account_graph_app

-- : grant FUNCTION public.keep_opportunity_totals() EXECUTE
GRANT EXECUTE ON FUNCTION public.keep_opportunity_totals() TO account_graph_app

-- : grant FUNCTION public.name_search(name_key text) EXECUTE
GRANT EXECUTE ON FUNCTION public.name_search(name_key text) TO account_graph_app

-- : grant FUNCTION public.next_sharing_epoch() EXECUTE
GRANT EXECUTE ON FUNCTION public.next_sharing_epoch() TO account_graph_app

-- : grant FUNCTION public.next_sharing_epoch_of_users() EXECUTE
GRANT EXECUTE ON FUNCTION public.next_sharing_epoch_of_users() TO account_graph_app

-- : grant SEQUENCE public.account_number USAGE
GRANT USAGE ON SEQUENCE public.account_number TO account_graph_app

-- : grant SEQUENCE public.case_number USAGE
GRANT USAGE ON SEQUENCE public.case_number TO account_graph_app

-- : grant SEQUENCE public.contract_number USAGE
GRANT USAGE ON SEQUENCE public.contract_number TO account_graph_app

-- : grant SEQUENCE public.invoice_number USAGE
GRANT USAGE ON SEQUENCE public.invoice_number TO account_graph_app

-- : grant TABLE public.account DELETE
GRANT DELETE ON TABLE public.account TO account_graph_app

-- : grant TABLE public.account INSERT
GRANT INSERT ON TABLE public.account TO account_graph_app

-- : grant TABLE public.account SELECT
GRANT SELECT ON TABLE public.account TO account_graph_app

-- : grant TABLE public.account UPDATE
GRANT UPDATE ON TABLE public.account TO account_graph_app

-- : grant TABLE public.account_grant DELETE
GRANT DELETE ON TABLE public.account_grant TO account_graph_app

-- : grant TABLE public.account_grant INSERT
GRANT INSERT ON TABLE public.account_grant TO account_graph_app

-- : grant TABLE public.account_grant SELECT
GRANT SELECT ON TABLE public.account_grant TO account_graph_app

-- : grant TABLE public.account_grant UPDATE
GRANT UPDATE ON TABLE public.account_grant TO account_graph_app

-- : grant TABLE public.account_team DELETE
GRANT DELETE ON TABLE public.account_team TO account_graph_app

-- : grant TABLE public.account_team INSERT
GRANT INSERT ON TABLE public.account_team TO account_graph_app

-- : grant TABLE public.account_team SELECT
GRANT SELECT ON TABLE public.account_team TO account_graph_app

-- : grant TABLE public.account_team UPDATE
GRANT UPDATE ON TABLE public.account_team TO account_graph_app

-- : grant TABLE public.account_tree SELECT
GRANT SELECT ON TABLE public.account_tree TO account_graph_app

-- : grant TABLE public.activity DELETE
GRANT DELETE ON TABLE public.activity TO account_graph_app

-- : grant TABLE public.activity INSERT
GRANT INSERT ON TABLE public.activity TO account_graph_app

-- : grant TABLE public.activity SELECT
GRANT SELECT ON TABLE public.activity TO account_graph_app

-- : grant TABLE public.activity UPDATE
GRANT UPDATE ON TABLE public.activity TO account_graph_app

-- : grant TABLE public.app_user INSERT
GRANT INSERT ON TABLE public.app_user TO account_graph_app

-- : grant TABLE public.app_user SELECT
GRANT SELECT ON TABLE public.app_user TO account_graph_app

-- : grant TABLE public.app_user UPDATE
GRANT UPDATE ON TABLE public.app_user TO account_graph_app

-- : grant TABLE public.contact DELETE
GRANT DELETE ON TABLE public.contact TO account_graph_app

-- : grant TABLE public.contact INSERT
GRANT INSERT ON TABLE public.contact TO account_graph_app

-- : grant TABLE public.contact SELECT
GRANT SELECT ON TABLE public.contact TO account_graph_app

-- : grant TABLE public.contact UPDATE
GRANT UPDATE ON TABLE public.contact TO account_graph_app

-- : grant TABLE public.contract DELETE
GRANT DELETE ON TABLE public.contract TO account_graph_app

-- : grant TABLE public.contract INSERT
GRANT INSERT ON TABLE public.contract TO account_graph_app

-- : grant TABLE public.contract SELECT
GRANT SELECT ON TABLE public.contract TO account_graph_app

-- : grant TABLE public.contract UPDATE
GRANT UPDATE ON TABLE public.contract TO account_graph_app

-- : grant TABLE public.external_id SELECT
GRANT SELECT ON TABLE public.external_id TO account_graph_app

-- : grant TABLE public.field_change SELECT
GRANT SELECT ON TABLE public.field_change TO account_graph_app

-- : grant TABLE public.file DELETE
GRANT DELETE ON TABLE public.file TO account_graph_app

-- : grant TABLE public.file INSERT
GRANT INSERT ON TABLE public.file TO account_graph_app

-- : grant TABLE public.file SELECT
GRANT SELECT ON TABLE public.file TO account_graph_app

-- : grant TABLE public.file UPDATE
GRANT UPDATE ON TABLE public.file TO account_graph_app

-- : grant TABLE public.group_member DELETE
GRANT DELETE ON TABLE public.group_member TO account_graph_app

-- : grant TABLE public.group_member INSERT
GRANT INSERT ON TABLE public.group_member TO account_graph_app

-- : grant TABLE public.group_member SELECT
GRANT SELECT ON TABLE public.group_member TO account_graph_app

-- : grant TABLE public.group_member UPDATE
GRANT UPDATE ON TABLE public.group_member TO account_graph_app

-- : grant TABLE public.idempotency_key DELETE
GRANT DELETE ON TABLE public.idempotency_key TO account_graph_app

-- : grant TABLE public.idempotency_key INSERT
GRANT INSERT ON TABLE public.idempotency_key TO account_graph_app

-- : grant TABLE public.idempotency_key SELECT
GRANT SELECT ON TABLE public.idempotency_key TO account_graph_app

-- : grant TABLE public.idempotency_key UPDATE
GRANT UPDATE ON TABLE public.idempotency_key TO account_graph_app

-- : grant TABLE public.instance SELECT
GRANT SELECT ON TABLE public.instance TO account_graph_app

-- : grant TABLE public.invoice DELETE
GRANT DELETE ON TABLE public.invoice TO account_graph_app

-- : grant TABLE public.invoice INSERT
GRANT INSERT ON TABLE public.invoice TO account_graph_app

-- : grant TABLE public.invoice SELECT
GRANT SELECT ON TABLE public.invoice TO account_graph_app

-- : grant TABLE public.invoice UPDATE
GRANT UPDATE ON TABLE public.invoice TO account_graph_app

-- : grant TABLE public.name_refusal INSERT
GRANT INSERT ON TABLE public.name_refusal TO account_graph_app

-- : grant TABLE public.name_refusal SELECT
GRANT SELECT ON TABLE public.name_refusal TO account_graph_app

-- : grant TABLE public.name_refusal UPDATE
GRANT UPDATE ON TABLE public.name_refusal TO account_graph_app

-- : grant TABLE public.opportunity DELETE
GRANT DELETE ON TABLE public.opportunity TO account_graph_app

-- : grant TABLE public.opportunity INSERT
GRANT INSERT ON TABLE public.opportunity TO account_graph_app

-- : grant TABLE public.opportunity SELECT
GRANT SELECT ON TABLE public.opportunity TO account_graph_app

-- : grant TABLE public.opportunity UPDATE
GRANT UPDATE ON TABLE public.opportunity TO account_graph_app

-- : grant TABLE public.role DELETE
GRANT DELETE ON TABLE public.role TO account_graph_app

-- : grant TABLE public.role INSERT
GRANT INSERT ON TABLE public.role TO account_graph_app

-- : grant TABLE public.role SELECT
GRANT SELECT ON TABLE public.role TO account_graph_app

-- : grant TABLE public.role UPDATE
GRANT UPDATE ON TABLE public.role TO account_graph_app

-- : grant TABLE public.sharing_condition DELETE
GRANT DELETE ON TABLE public.sharing_condition TO account_graph_app

-- : grant TABLE public.sharing_condition INSERT
GRANT INSERT ON TABLE public.sharing_condition TO account_graph_app

-- : grant TABLE public.sharing_condition SELECT
GRANT SELECT ON TABLE public.sharing_condition TO account_graph_app

-- : grant TABLE public.sharing_condition UPDATE
GRANT UPDATE ON TABLE public.sharing_condition TO account_graph_app

-- : grant TABLE public.sharing_epoch SELECT
GRANT SELECT ON TABLE public.sharing_epoch TO account_graph_app

-- : grant TABLE public.sharing_epoch UPDATE (id)
GRANT UPDATE (id) ON TABLE public.sharing_epoch TO account_graph_app

-- : grant TABLE public.sharing_rule DELETE
GRANT DELETE ON TABLE public.sharing_rule TO account_graph_app

-- : grant TABLE public.sharing_rule INSERT
GRANT INSERT ON TABLE public.sharing_rule TO account_graph_app

-- : grant TABLE public.sharing_rule SELECT
GRANT SELECT ON TABLE public.sharing_rule TO account_graph_app

-- : grant TABLE public.sharing_rule UPDATE
GRANT UPDATE ON TABLE public.sharing_rule TO account_graph_app

-- : grant TABLE public.support_case DELETE
GRANT DELETE ON TABLE public.support_case TO account_graph_app

-- : grant TABLE public.support_case INSERT
GRANT INSERT ON TABLE public.support_case TO account_graph_app

-- : grant TABLE public.support_case SELECT
GRANT SELECT ON TABLE public.support_case TO account_graph_app

-- : grant TABLE public.support_case UPDATE
GRANT UPDATE ON TABLE public.support_case TO account_graph_app

-- : grant TABLE public.tree_lock SELECT
GRANT SELECT ON TABLE public.tree_lock TO account_graph_app

-- : grant TABLE public.tree_lock UPDATE (id)
GRANT UPDATE (id) ON TABLE public.tree_lock TO account_graph_app

-- : grant TABLE public.user_group DELETE
GRANT DELETE ON TABLE public.user_group TO account_graph_app

-- : grant TABLE public.user_group INSERT
GRANT INSERT ON TABLE public.user_group TO account_graph_app

-- : grant TABLE public.user_group SELECT
GRANT SELECT ON TABLE public.user_group TO account_graph_app

-- : grant TABLE public.user_group UPDATE
GRANT UPDATE ON TABLE public.user_group TO account_graph_app

-- : index public.account_by_country_and_industry
CREATE INDEX account_by_country_and_industry ON public.account USING btree (billing_country, industry, number_of_employees) INCLUDE (owner_id, annual_revenue, created_at)

-- : index public.account_by_industry
CREATE INDEX account_by_industry ON public.account USING btree (industry NULLS FIRST, name_key)

-- : index public.account_by_name
CREATE UNIQUE INDEX account_by_name ON public.account USING btree (name_key) INCLUDE (id, owner_id, billing_country, industry)

-- : index public.account_by_owner
CREATE INDEX account_by_owner ON public.account USING btree (owner_id) INCLUDE (id, billing_country, industry, annual_revenue, created_at)

-- : index public.account_by_parent
CREATE INDEX account_by_parent ON public.account USING btree (parent_id, name_key)

-- : index public.account_by_partner
CREATE INDEX account_by_partner ON public.account USING btree (partner_id) WHERE (partner_id IS NOT NULL)

-- : index public.account_by_type
CREATE INDEX account_by_type ON public.account USING btree (type, is_active)

-- : index public.account_inactive
CREATE INDEX account_inactive ON public.account USING btree (name_key) WHERE (NOT is_active)

-- : index public.account_name_search
CREATE INDEX account_name_search ON public.account USING gin (name_search public.gin_trgm_ops)

-- : index public.account_sorted_by_annual_revenue
CREATE INDEX account_sorted_by_annual_revenue ON public.account USING btree (annual_revenue DESC NULLS LAST, id DESC) INCLUDE (owner_id, billing_country, industry)

-- : index public.account_sorted_by_created_at
CREATE INDEX account_sorted_by_created_at ON public.account USING btree (created_at, id)

-- : index public.account_sorted_by_customer_since
CREATE INDEX account_sorted_by_customer_since ON public.account USING btree (customer_since DESC NULLS LAST, id DESC)

-- : index public.account_sorted_by_industry
CREATE INDEX account_sorted_by_industry ON public.account USING btree (industry DESC NULLS LAST, id DESC)

-- : index public.account_sorted_by_last_activity_date
CREATE INDEX account_sorted_by_last_activity_date ON public.account USING btree (last_activity_date DESC NULLS LAST, id DESC)

-- : index public.account_sorted_by_number_of_employees
CREATE INDEX account_sorted_by_number_of_employees ON public.account USING btree (number_of_employees DESC NULLS LAST, id DESC)

-- : index public.account_sorted_by_type
CREATE INDEX account_sorted_by_type ON public.account USING btree (type COLLATE "C", id)

-- : index public.account_sorted_by_updated_at
CREATE INDEX account_sorted_by_updated_at ON public.account USING btree (updated_at, id)

-- : index public.account_tree_below
CREATE UNIQUE INDEX account_tree_below ON public.account_tree USING btree (ancestor_id, descendant_id) INCLUDE (depth)

-- : index public.account_website_search
CREATE INDEX account_website_search ON public.account USING gin (lower(((website)::text COLLATE "C")) public.gin_trgm_ops)

-- : index public.activity_by_time
CREATE INDEX activity_by_time ON public.activity USING btree (at DESC, id DESC) INCLUDE (account_id)

-- : index public.activity_of_account
CREATE INDEX activity_of_account ON public.activity USING btree (account_id, at DESC, id DESC)

-- : index public.activity_of_case
CREATE INDEX activity_of_case ON public.activity USING btree (case_id)

-- : index public.activity_of_contact
CREATE INDEX activity_of_contact ON public.activity USING btree (contact_id)

-- : index public.activity_of_opportunity
CREATE INDEX activity_of_opportunity ON public.activity USING btree (opportunity_id)

-- : index public.activity_sorted_by_created_at
CREATE INDEX activity_sorted_by_created_at ON public.activity USING btree (created_at, id) INCLUDE (account_id)

-- : index public.activity_sorted_by_kind
CREATE INDEX activity_sorted_by_kind ON public.activity USING btree (kind COLLATE "C", id) INCLUDE (account_id)

-- : index public.activity_sorted_by_subject
CREATE INDEX activity_sorted_by_subject ON public.activity USING btree (subject COLLATE "C", id) INCLUDE (account_id)

-- : index public.activity_sorted_by_updated_at
CREATE INDEX activity_sorted_by_updated_at ON public.activity USING btree (updated_at, id) INCLUDE (account_id)

-- : index public.case_by_opening
CREATE INDEX case_by_opening ON public.support_case USING btree (opened_at DESC, id DESC) INCLUDE (account_id)

-- : index public.case_of_account
CREATE INDEX case_of_account ON public.support_case USING btree (account_id, opened_at DESC, id DESC)

-- : index public.case_of_contact
CREATE INDEX case_of_contact ON public.support_case USING btree (contact_id)

-- : index public.condition_of_rule
CREATE INDEX condition_of_rule ON public.sharing_condition USING btree (rule_id)

-- : index public.contact_by_email
CREATE INDEX contact_by_email ON public.contact USING btree (email)

-- : index public.contact_by_name
CREATE INDEX contact_by_name ON public.contact USING btree (is_primary DESC, name_key, id) INCLUDE (account_id)

-- : index public.contact_email_search
CREATE INDEX contact_email_search ON public.contact USING gin (lower(((email)::text COLLATE "C")) public.gin_trgm_ops)

-- : index public.contact_name_search
CREATE INDEX contact_name_search ON public.contact USING gin (name_search public.gin_trgm_ops)

-- : index public.contact_of_account
CREATE INDEX contact_of_account ON public.contact USING btree (account_id, is_primary DESC, name_key, id)

-- : index public.contact_primary_once
CREATE UNIQUE INDEX contact_primary_once ON public.contact USING btree (account_id) WHERE is_primary

-- : index public.contact_sorted_by_created_at
CREATE INDEX contact_sorted_by_created_at ON public.contact USING btree (created_at, id) INCLUDE (account_id)

-- : index public.contact_sorted_by_is_primary
CREATE INDEX contact_sorted_by_is_primary ON public.contact USING btree (is_primary, id) INCLUDE (account_id)

-- : index public.contact_sorted_by_name
CREATE INDEX contact_sorted_by_name ON public.contact USING btree (name_key, id) INCLUDE (account_id)

-- : index public.contact_sorted_by_updated_at
CREATE INDEX contact_sorted_by_updated_at ON public.contact USING btree (updated_at, id) INCLUDE (account_id)

-- : index public.contract_by_start
CREATE INDEX contract_by_start ON public.contract USING btree (start_date DESC NULLS LAST, id DESC) INCLUDE (account_id)

-- : index public.contract_in_rollups
CREATE INDEX contract_in_rollups ON public.contract USING btree (account_id) INCLUDE (value, end_date, status) WHERE ((status)::text = 'ACTIVATED'::text)

-- : index public.contract_of_account
CREATE INDEX contract_of_account ON public.contract USING btree (account_id, start_date DESC NULLS LAST, id DESC)

-- : index public.contract_of_contact
CREATE INDEX contract_of_contact ON public.contract USING btree (signed_by_id)

-- : index public.contract_sorted_by_created_at
CREATE INDEX contract_sorted_by_created_at ON public.contract USING btree (created_at, id) INCLUDE (account_id)

-- : index public.contract_sorted_by_end_date
CREATE INDEX contract_sorted_by_end_date ON public.contract USING btree (end_date DESC NULLS LAST, id DESC) INCLUDE (account_id)

-- : index public.contract_sorted_by_status
CREATE INDEX contract_sorted_by_status ON public.contract USING btree (array_position(ARRAY['DRAFT'::text, 'IN_APPROVAL'::text, 'ACTIVATED'::text, 'EXPIRED'::text, 'TERMINATED'::text], (status)::text), id) INCLUDE (account_id)

-- : index public.contract_sorted_by_updated_at
CREATE INDEX contract_sorted_by_updated_at ON public.contract USING btree (updated_at, id) INCLUDE (account_id)

-- : index public.contract_sorted_by_value
CREATE INDEX contract_sorted_by_value ON public.contract USING btree (value DESC NULLS LAST, id DESC) INCLUDE (account_id)

-- : index public.external_id_of_record
CREATE INDEX external_id_of_record ON public.external_id USING btree (record_id)

-- : index public.field_change_by_time
CREATE INDEX field_change_by_time ON public.field_change USING btree (changed_at DESC, id DESC)

-- : index public.field_change_of_account
CREATE INDEX field_change_of_account ON public.field_change USING btree (account_id, changed_at DESC, id DESC)

-- : index public.field_change_of_record
CREATE INDEX field_change_of_record ON public.field_change USING btree (record_id)

-- : index public.file_of_account
CREATE INDEX file_of_account ON public.file USING btree (account_id, created_at DESC, id DESC)

-- : index public.grant_of_account
CREATE INDEX grant_of_account ON public.account_grant USING btree (account_id)

-- : index public.grant_to_group
CREATE INDEX grant_to_group ON public.account_grant USING btree (group_id) WHERE (group_id IS NOT NULL)

-- : index public.grant_to_role
CREATE INDEX grant_to_role ON public.account_grant USING btree (role_id) WHERE (role_id IS NOT NULL)

-- : index public.grant_to_user
CREATE INDEX grant_to_user ON public.account_grant USING btree (user_id) WHERE (user_id IS NOT NULL)

-- : index public.group_member_by_user
CREATE INDEX group_member_by_user ON public.group_member USING btree (user_id)

-- : index public.invoice_in_rollups
CREATE INDEX invoice_in_rollups ON public.invoice USING btree (account_id) INCLUDE (amount, paid_amount, status) WHERE ((status)::text = 'ISSUED'::text)

-- : index public.invoice_of_account
CREATE INDEX invoice_of_account ON public.invoice USING btree (account_id, issued_on DESC NULLS LAST, id DESC)

-- : index public.opportunity_by_close_date
CREATE INDEX opportunity_by_close_date ON public.opportunity USING btree (close_date DESC NULLS LAST, id DESC) INCLUDE (account_id)

-- : index public.opportunity_by_owner
CREATE INDEX opportunity_by_owner ON public.opportunity USING btree (owner_id)

-- : index public.opportunity_in_rollups
CREATE INDEX opportunity_in_rollups ON public.opportunity USING btree (account_id, stage) INCLUDE (amount, probability)

-- : index public.opportunity_of_account
CREATE INDEX opportunity_of_account ON public.opportunity USING btree (account_id, close_date DESC NULLS LAST, id DESC)

-- : index public.opportunity_sorted_by_amount
CREATE INDEX opportunity_sorted_by_amount ON public.opportunity USING btree (amount DESC NULLS LAST, id DESC) INCLUDE (account_id)

-- : index public.opportunity_sorted_by_created_at
CREATE INDEX opportunity_sorted_by_created_at ON public.opportunity USING btree (created_at, id) INCLUDE (account_id)

-- : index public.opportunity_sorted_by_expected_revenue
CREATE INDEX opportunity_sorted_by_expected_revenue ON public.opportunity USING btree (round(((amount * (probability)::numeric) / (100)::numeric), 2) DESC NULLS LAST, id DESC) INCLUDE (account_id)

-- : index public.opportunity_sorted_by_name
CREATE INDEX opportunity_sorted_by_name ON public.opportunity USING btree (name COLLATE "C", id) INCLUDE (account_id)

-- : index public.opportunity_sorted_by_probability
CREATE INDEX opportunity_sorted_by_probability ON public.opportunity USING btree (probability, id) INCLUDE (account_id)

-- : index public.opportunity_sorted_by_stage
CREATE INDEX opportunity_sorted_by_stage ON public.opportunity USING btree (array_position(ARRAY['PROSPECTING'::text, 'QUALIFICATION'::text, 'NEEDS_ANALYSIS'::text, 'PROPOSAL'::text, 'NEGOTIATION'::text, 'CLOSED_WON'::text, 'CLOSED_LOST'::text], (stage)::text), id) INCLUDE (account_id)

-- : index public.opportunity_sorted_by_updated_at
CREATE INDEX opportunity_sorted_by_updated_at ON public.opportunity USING btree (updated_at, id) INCLUDE (account_id)

-- : index public.role_by_parent
CREATE INDEX role_by_parent ON public.role USING btree (parent_id)

-- : index public.rule_of_group
CREATE INDEX rule_of_group ON public.sharing_rule USING btree (group_id)

-- : index public.rule_of_role
CREATE INDEX rule_of_role ON public.sharing_rule USING btree (role_id)

-- : index public.support_case_sorted_by_closed_at
CREATE INDEX support_case_sorted_by_closed_at ON public.support_case USING btree (closed_at DESC NULLS LAST, id DESC) INCLUDE (account_id)

-- : index public.support_case_sorted_by_created_at
CREATE INDEX support_case_sorted_by_created_at ON public.support_case USING btree (created_at, id) INCLUDE (account_id)

-- : index public.support_case_sorted_by_priority
CREATE INDEX support_case_sorted_by_priority ON public.support_case USING btree (array_position(ARRAY['LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'CRITICAL'::text], (priority)::text), id) INCLUDE (account_id)

-- : index public.support_case_sorted_by_status
CREATE INDEX support_case_sorted_by_status ON public.support_case USING btree (array_position(ARRAY['NEW'::text, 'IN_PROGRESS'::text, 'WAITING_CUSTOMER'::text, 'ESCALATED'::text, 'RESOLVED'::text, 'CLOSED'::text], (status)::text), id) INCLUDE (account_id)

-- : index public.support_case_sorted_by_updated_at
CREATE INDEX support_case_sorted_by_updated_at ON public.support_case USING btree (updated_at, id) INCLUDE (account_id)

-- : index public.team_by_user
CREATE INDEX team_by_user ON public.account_team USING btree (user_id)

-- : index public.user_by_name
CREATE INDEX user_by_name ON public.app_user USING btree (lower(((name)::text COLLATE "C")))

-- : index public.user_by_name_alone
CREATE INDEX user_by_name_alone ON public.app_user USING btree (name COLLATE "C", id)

-- : index public.user_by_partner_account
CREATE INDEX user_by_partner_account ON public.app_user USING btree (partner_account_id) WHERE (partner_account_id IS NOT NULL)

-- : index public.user_by_role
CREATE INDEX user_by_role ON public.app_user USING btree (role_id)

-- : key account.account_created_by_id_fkey
ALTER TABLE public.account ADD CONSTRAINT account_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.app_user(id)

-- : key account.account_number_key
ALTER TABLE public.account ADD CONSTRAINT account_number_key UNIQUE (number)

-- : key account.account_owner_id_fkey
ALTER TABLE public.account ADD CONSTRAINT account_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.app_user(id)

-- : key account.account_parent_id_fkey
ALTER TABLE public.account ADD CONSTRAINT account_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.account(id)

-- : key account.account_partner_id_fkey
ALTER TABLE public.account ADD CONSTRAINT account_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.account(id)

-- : key account.account_pkey
ALTER TABLE public.account ADD CONSTRAINT account_pkey PRIMARY KEY (id)

-- : key account.account_updated_by_id_fkey
ALTER TABLE public.account ADD CONSTRAINT account_updated_by_id_fkey FOREIGN KEY (updated_by_id) REFERENCES public.app_user(id)

-- : key account_grant.account_grant_account_id_fkey
ALTER TABLE public.account_grant ADD CONSTRAINT account_grant_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE

-- : key account_grant.account_grant_created_by_id_fkey
ALTER TABLE public.account_grant ADD CONSTRAINT account_grant_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.app_user(id)

-- : key account_grant.account_grant_group_id_fkey
ALTER TABLE public.account_grant ADD CONSTRAINT account_grant_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.user_group(id) ON DELETE CASCADE

-- : key account_grant.account_grant_pkey
ALTER TABLE public.account_grant ADD CONSTRAINT account_grant_pkey PRIMARY KEY (id)

-- : key account_grant.account_grant_role_id_fkey
ALTER TABLE public.account_grant ADD CONSTRAINT account_grant_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.role(id) ON DELETE CASCADE

-- : key account_grant.account_grant_user_id_fkey
ALTER TABLE public.account_grant ADD CONSTRAINT account_grant_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id) ON DELETE CASCADE

-- : key account_team.account_team_account_id_fkey
ALTER TABLE public.account_team ADD CONSTRAINT account_team_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE

-- : key account_team.account_team_pkey
ALTER TABLE public.account_team ADD CONSTRAINT account_team_pkey PRIMARY KEY (id)

-- : key account_team.account_team_user_id_fkey
ALTER TABLE public.account_team ADD CONSTRAINT account_team_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id) ON DELETE CASCADE

-- : key account_team.uid_account_tea_account_da5700
ALTER TABLE public.account_team ADD CONSTRAINT uid_account_tea_account_da5700 UNIQUE (account_id, user_id)

-- : key account_tree.account_tree_pkey
ALTER TABLE public.account_tree ADD CONSTRAINT account_tree_pkey PRIMARY KEY (descendant_id, depth) INCLUDE (ancestor_id)

-- : key activity.activity_account_id_fkey
ALTER TABLE public.activity ADD CONSTRAINT activity_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE

-- : key activity.activity_case_id_fkey
ALTER TABLE public.activity ADD CONSTRAINT activity_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.support_case(id) ON DELETE SET NULL

-- : key activity.activity_contact_id_fkey
ALTER TABLE public.activity ADD CONSTRAINT activity_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id) ON DELETE SET NULL

-- : key activity.activity_created_by_id_fkey
ALTER TABLE public.activity ADD CONSTRAINT activity_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.app_user(id)

-- : key activity.activity_opportunity_id_fkey
ALTER TABLE public.activity ADD CONSTRAINT activity_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES public.opportunity(id) ON DELETE SET NULL

-- : key activity.activity_owner_id_fkey
ALTER TABLE public.activity ADD CONSTRAINT activity_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.app_user(id)

-- : key activity.activity_pkey
ALTER TABLE public.activity ADD CONSTRAINT activity_pkey PRIMARY KEY (id)

-- : key activity.activity_updated_by_id_fkey
ALTER TABLE public.activity ADD CONSTRAINT activity_updated_by_id_fkey FOREIGN KEY (updated_by_id) REFERENCES public.app_user(id)

-- : key app_user.app_user_email_key
ALTER TABLE public.app_user ADD CONSTRAINT app_user_email_key UNIQUE (email)

-- : key app_user.app_user_partner_account_id_fkey
ALTER TABLE public.app_user ADD CONSTRAINT app_user_partner_account_id_fkey FOREIGN KEY (partner_account_id) REFERENCES public.account(id)

-- : key app_user.app_user_pkey
ALTER TABLE public.app_user ADD CONSTRAINT app_user_pkey PRIMARY KEY (id)

-- : key app_user.app_user_role_id_fkey
ALTER TABLE public.app_user ADD CONSTRAINT app_user_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.role(id)

-- : key contact.contact_account_id_fkey
ALTER TABLE public.contact ADD CONSTRAINT contact_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE

-- : key contact.contact_created_by_id_fkey
ALTER TABLE public.contact ADD CONSTRAINT contact_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.app_user(id)

-- : key contact.contact_pkey
ALTER TABLE public.contact ADD CONSTRAINT contact_pkey PRIMARY KEY (id)

-- : key contact.contact_updated_by_id_fkey
ALTER TABLE public.contact ADD CONSTRAINT contact_updated_by_id_fkey FOREIGN KEY (updated_by_id) REFERENCES public.app_user(id)

-- : key contract.contract_account_id_fkey
ALTER TABLE public.contract ADD CONSTRAINT contract_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE

-- : key contract.contract_created_by_id_fkey
ALTER TABLE public.contract ADD CONSTRAINT contract_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.app_user(id)

-- : key contract.contract_number_key
ALTER TABLE public.contract ADD CONSTRAINT contract_number_key UNIQUE (number)

-- : key contract.contract_pkey
ALTER TABLE public.contract ADD CONSTRAINT contract_pkey PRIMARY KEY (id)

-- : key contract.contract_signed_by_id_fkey
ALTER TABLE public.contract ADD CONSTRAINT contract_signed_by_id_fkey FOREIGN KEY (signed_by_id) REFERENCES public.contact(id) ON DELETE SET NULL

-- : key contract.contract_updated_by_id_fkey
ALTER TABLE public.contract ADD CONSTRAINT contract_updated_by_id_fkey FOREIGN KEY (updated_by_id) REFERENCES public.app_user(id)

-- : key external_id.external_id_pkey
ALTER TABLE public.external_id ADD CONSTRAINT external_id_pkey PRIMARY KEY (id)

-- : key external_id.uid_external_id_source_dccf24
ALTER TABLE public.external_id ADD CONSTRAINT uid_external_id_source_dccf24 UNIQUE (source, record_type, key)

-- : key field_change.field_change_pkey
ALTER TABLE public.field_change ADD CONSTRAINT field_change_pkey PRIMARY KEY (id)

-- : key file.file_account_id_fkey
ALTER TABLE public.file ADD CONSTRAINT file_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE

-- : key file.file_created_by_id_fkey
ALTER TABLE public.file ADD CONSTRAINT file_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.app_user(id)

-- : key file.file_pkey
ALTER TABLE public.file ADD CONSTRAINT file_pkey PRIMARY KEY (id)

-- : key file.file_updated_by_id_fkey
ALTER TABLE public.file ADD CONSTRAINT file_updated_by_id_fkey FOREIGN KEY (updated_by_id) REFERENCES public.app_user(id)

-- : key group_member.group_member_group_id_fkey
ALTER TABLE public.group_member ADD CONSTRAINT group_member_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.user_group(id) ON DELETE CASCADE

-- : key group_member.group_member_pkey
ALTER TABLE public.group_member ADD CONSTRAINT group_member_pkey PRIMARY KEY (id)

-- : key group_member.group_member_user_id_fkey
ALTER TABLE public.group_member ADD CONSTRAINT group_member_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id) ON DELETE CASCADE

-- : key group_member.uid_group_membe_group_i_e80b56
ALTER TABLE public.group_member ADD CONSTRAINT uid_group_membe_group_i_e80b56 UNIQUE (group_id, user_id)

-- : key idempotency_key.idempotency_key_pkey
ALTER TABLE public.idempotency_key ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (user_id, key)

-- : key idempotency_key.idempotency_key_user_id_fkey
ALTER TABLE public.idempotency_key ADD CONSTRAINT idempotency_key_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id) ON DELETE CASCADE

-- : key instance.instance_pkey
ALTER TABLE public.instance ADD CONSTRAINT instance_pkey PRIMARY KEY (id)

-- : key invoice.invoice_account_id_fkey
ALTER TABLE public.invoice ADD CONSTRAINT invoice_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE

-- : key invoice.invoice_created_by_id_fkey
ALTER TABLE public.invoice ADD CONSTRAINT invoice_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.app_user(id)

-- : key invoice.invoice_number_key
ALTER TABLE public.invoice ADD CONSTRAINT invoice_number_key UNIQUE (number)

-- : key invoice.invoice_pkey
ALTER TABLE public.invoice ADD CONSTRAINT invoice_pkey PRIMARY KEY (id)

-- : key invoice.invoice_updated_by_id_fkey
ALTER TABLE public.invoice ADD CONSTRAINT invoice_updated_by_id_fkey FOREIGN KEY (updated_by_id) REFERENCES public.app_user(id)

-- : key name_refusal.name_refusal_pkey
ALTER TABLE public.name_refusal ADD CONSTRAINT name_refusal_pkey PRIMARY KEY (user_id)

-- : key name_refusal.name_refusal_user_id_fkey
ALTER TABLE public.name_refusal ADD CONSTRAINT name_refusal_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id) ON DELETE CASCADE

-- : key opportunity.opportunity_account_id_fkey
ALTER TABLE public.opportunity ADD CONSTRAINT opportunity_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE

-- : key opportunity.opportunity_created_by_id_fkey
ALTER TABLE public.opportunity ADD CONSTRAINT opportunity_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.app_user(id)

-- : key opportunity.opportunity_owner_id_fkey
ALTER TABLE public.opportunity ADD CONSTRAINT opportunity_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.app_user(id)

-- : key opportunity.opportunity_pkey
ALTER TABLE public.opportunity ADD CONSTRAINT opportunity_pkey PRIMARY KEY (id)

-- : key opportunity.opportunity_updated_by_id_fkey
ALTER TABLE public.opportunity ADD CONSTRAINT opportunity_updated_by_id_fkey FOREIGN KEY (updated_by_id) REFERENCES public.app_user(id)

-- : key role.role_name_key
ALTER TABLE public.role ADD CONSTRAINT role_name_key UNIQUE (name)

-- : key role.role_parent_id_fkey
ALTER TABLE public.role ADD CONSTRAINT role_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.role(id)

-- : key role.role_pkey
ALTER TABLE public.role ADD CONSTRAINT role_pkey PRIMARY KEY (id)

-- : key sharing_condition.sharing_condition_pkey
ALTER TABLE public.sharing_condition ADD CONSTRAINT sharing_condition_pkey PRIMARY KEY (id)

-- : key sharing_condition.sharing_condition_rule_id_fkey
ALTER TABLE public.sharing_condition ADD CONSTRAINT sharing_condition_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES public.sharing_rule(id) ON DELETE CASCADE

-- : key sharing_epoch.sharing_epoch_pkey
ALTER TABLE public.sharing_epoch ADD CONSTRAINT sharing_epoch_pkey PRIMARY KEY (id)

-- : key sharing_rule.sharing_rule_group_id_fkey
ALTER TABLE public.sharing_rule ADD CONSTRAINT sharing_rule_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.user_group(id) ON DELETE CASCADE

-- : key sharing_rule.sharing_rule_name_key
ALTER TABLE public.sharing_rule ADD CONSTRAINT sharing_rule_name_key UNIQUE (name)

-- : key sharing_rule.sharing_rule_pkey
ALTER TABLE public.sharing_rule ADD CONSTRAINT sharing_rule_pkey PRIMARY KEY (id)

-- : key sharing_rule.sharing_rule_role_id_fkey
ALTER TABLE public.sharing_rule ADD CONSTRAINT sharing_rule_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.role(id) ON DELETE CASCADE

-- : key support_case.support_case_account_id_fkey
ALTER TABLE public.support_case ADD CONSTRAINT support_case_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE

-- : key support_case.support_case_contact_id_fkey
ALTER TABLE public.support_case ADD CONSTRAINT support_case_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id) ON DELETE SET NULL

-- : key support_case.support_case_created_by_id_fkey
ALTER TABLE public.support_case ADD CONSTRAINT support_case_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.app_user(id)

-- : key support_case.support_case_number_key
ALTER TABLE public.support_case ADD CONSTRAINT support_case_number_key UNIQUE (number)

-- : key support_case.support_case_pkey
ALTER TABLE public.support_case ADD CONSTRAINT support_case_pkey PRIMARY KEY (id)

-- : key support_case.support_case_updated_by_id_fkey
ALTER TABLE public.support_case ADD CONSTRAINT support_case_updated_by_id_fkey FOREIGN KEY (updated_by_id) REFERENCES public.app_user(id)

-- : key tree_lock.tree_lock_pkey
ALTER TABLE public.tree_lock ADD CONSTRAINT tree_lock_pkey PRIMARY KEY (id)

-- : key user_group.user_group_name_key
ALTER TABLE public.user_group ADD CONSTRAINT user_group_name_key UNIQUE (name)

-- : key user_group.user_group_pkey
ALTER TABLE public.user_group ADD CONSTRAINT user_group_pkey PRIMARY KEY (id)

-- : owner FUNCTION account_edit_guard()
ALTER FUNCTION public.account_edit_guard() OWNER TO OWNER

-- : owner FUNCTION account_graph_audit(enabled boolean)
ALTER FUNCTION public.account_graph_audit(enabled boolean) OWNER TO OWNER

-- : owner FUNCTION account_graph_level(user_id uuid, account_id uuid)
ALTER FUNCTION public.account_graph_level(user_id uuid, account_id uuid) OWNER TO OWNER

-- : owner FUNCTION account_graph_level_by(w public.account_graph_ways, account_id uuid)
ALTER FUNCTION public.account_graph_level_by(w public.account_graph_ways, account_id uuid) OWNER TO OWNER

-- : owner FUNCTION account_graph_level_of(w public.account_graph_ways, a public.account)
ALTER FUNCTION public.account_graph_level_of(w public.account_graph_ways, a public.account) OWNER TO OWNER

-- : owner FUNCTION account_graph_levels(user_id uuid, account_ids uuid[])
ALTER FUNCTION public.account_graph_levels(user_id uuid, account_ids uuid[]) OWNER TO OWNER

-- : owner FUNCTION account_graph_meets(c public.account_graph_condition, cell text)
ALTER FUNCTION public.account_graph_meets(c public.account_graph_condition, cell text) OWNER TO OWNER

-- : owner FUNCTION account_graph_opens(w public.account_graph_ways, a public.account)
ALTER FUNCTION public.account_graph_opens(w public.account_graph_ways, a public.account) OWNER TO OWNER

-- : owner FUNCTION account_graph_sees(viewer uuid, account uuid, owner uuid, parent uuid)
ALTER FUNCTION public.account_graph_sees(viewer uuid, account uuid, owner uuid, parent uuid) OWNER TO OWNER

-- : owner FUNCTION account_graph_sees_by(viewer uuid, account_id uuid)
ALTER FUNCTION public.account_graph_sees_by(viewer uuid, account_id uuid) OWNER TO OWNER

-- : owner FUNCTION account_graph_unseen(viewer uuid, kind text, ids uuid[])
ALTER FUNCTION public.account_graph_unseen(viewer uuid, kind text, ids uuid[]) OWNER TO account_graph_app

-- : owner FUNCTION account_graph_user()
ALTER FUNCTION public.account_graph_user() OWNER TO OWNER

-- : owner FUNCTION account_graph_uuid7(moment timestamp with time zone)
ALTER FUNCTION public.account_graph_uuid7(moment timestamp with time zone) OWNER TO OWNER

-- : owner FUNCTION account_graph_ways(viewer uuid)
ALTER FUNCTION public.account_graph_ways(viewer uuid) OWNER TO OWNER

-- : owner FUNCTION account_graph_ways_read(viewer uuid)
ALTER FUNCTION public.account_graph_ways_read(viewer uuid) OWNER TO OWNER

-- : owner FUNCTION account_name_taken(wanted text, but_by uuid)
ALTER FUNCTION public.account_name_taken(wanted text, but_by uuid) OWNER TO OWNER

-- : owner FUNCTION account_named_by(partner uuid)
ALTER FUNCTION public.account_named_by(partner uuid) OWNER TO OWNER

-- : owner FUNCTION account_opened_by_move(moved uuid, parent uuid)
ALTER FUNCTION public.account_opened_by_move(moved uuid, parent uuid) OWNER TO OWNER

-- : owner FUNCTION account_tree_delete()
ALTER FUNCTION public.account_tree_delete() OWNER TO OWNER

-- : owner FUNCTION account_tree_insert()
ALTER FUNCTION public.account_tree_insert() OWNER TO OWNER

-- : owner FUNCTION account_tree_move()
ALTER FUNCTION public.account_tree_move() OWNER TO OWNER

-- : owner FUNCTION accounts_below(top uuid)
ALTER FUNCTION public.accounts_below(top uuid) OWNER TO OWNER

-- : owner FUNCTION audit_account()
ALTER FUNCTION public.audit_account() OWNER TO OWNER

-- : owner FUNCTION audit_account_grant()
ALTER FUNCTION public.audit_account_grant() OWNER TO OWNER

-- : owner FUNCTION audit_account_team()
ALTER FUNCTION public.audit_account_team() OWNER TO OWNER

-- : owner FUNCTION audit_activity()
ALTER FUNCTION public.audit_activity() OWNER TO OWNER

-- : owner FUNCTION audit_app_user()
ALTER FUNCTION public.audit_app_user() OWNER TO OWNER

-- : owner FUNCTION audit_contact()
ALTER FUNCTION public.audit_contact() OWNER TO OWNER

-- : owner FUNCTION audit_contract()
ALTER FUNCTION public.audit_contract() OWNER TO OWNER

-- : owner FUNCTION audit_file()
ALTER FUNCTION public.audit_file() OWNER TO OWNER

-- : owner FUNCTION audit_group_member()
ALTER FUNCTION public.audit_group_member() OWNER TO OWNER

-- : owner FUNCTION audit_invoice()
ALTER FUNCTION public.audit_invoice() OWNER TO OWNER

-- : owner FUNCTION audit_is_append_only()
ALTER FUNCTION public.audit_is_append_only() OWNER TO OWNER

-- : owner FUNCTION audit_opportunity()
ALTER FUNCTION public.audit_opportunity() OWNER TO OWNER

-- : owner FUNCTION audit_role()
ALTER FUNCTION public.audit_role() OWNER TO OWNER

-- : owner FUNCTION audit_sharing_condition()
ALTER FUNCTION public.audit_sharing_condition() OWNER TO OWNER

-- : owner FUNCTION audit_sharing_rule()
ALTER FUNCTION public.audit_sharing_rule() OWNER TO OWNER

-- : owner FUNCTION audit_support_case()
ALTER FUNCTION public.audit_support_case() OWNER TO OWNER

-- : owner FUNCTION audit_user_group()
ALTER FUNCTION public.audit_user_group() OWNER TO OWNER

-- : owner FUNCTION delete_external_ids()
ALTER FUNCTION public.delete_external_ids() OWNER TO OWNER

-- : owner FUNCTION end_tokens()
ALTER FUNCTION public.end_tokens() OWNER TO OWNER

-- : owner FUNCTION keep_email_since()
ALTER FUNCTION public.keep_email_since() OWNER TO OWNER

-- : owner FUNCTION keep_figures_at()
ALTER FUNCTION public.keep_figures_at() OWNER TO OWNER

-- : owner FUNCTION keep_open_case_count()
ALTER FUNCTION public.keep_open_case_count() OWNER TO OWNER

-- : owner FUNCTION keep_opportunity_totals()
ALTER FUNCTION public.keep_opportunity_totals() OWNER TO OWNER

-- : owner FUNCTION name_search(name_key text)
ALTER FUNCTION public.name_search(name_key text) OWNER TO OWNER

-- : owner FUNCTION next_sharing_epoch()
ALTER FUNCTION public.next_sharing_epoch() OWNER TO OWNER

-- : owner FUNCTION next_sharing_epoch_of_users()
ALTER FUNCTION public.next_sharing_epoch_of_users() OWNER TO OWNER

-- : owner SEQUENCE account_number
ALTER SEQUENCE public.account_number OWNER TO OWNER

-- : owner SEQUENCE case_number
ALTER SEQUENCE public.case_number OWNER TO OWNER

-- : owner SEQUENCE contract_number
ALTER SEQUENCE public.contract_number OWNER TO OWNER

-- : owner SEQUENCE invoice_number
ALTER SEQUENCE public.invoice_number OWNER TO OWNER

-- : owner TABLE account
ALTER TABLE public.account OWNER TO OWNER

-- : owner TABLE account_grant
ALTER TABLE public.account_grant OWNER TO OWNER

-- : owner TABLE account_team
ALTER TABLE public.account_team OWNER TO OWNER

-- : owner TABLE account_tree
ALTER TABLE public.account_tree OWNER TO OWNER

-- : owner TABLE activity
ALTER TABLE public.activity OWNER TO OWNER

-- : owner TABLE app_user
ALTER TABLE public.app_user OWNER TO OWNER

-- : owner TABLE contact
ALTER TABLE public.contact OWNER TO OWNER

-- : owner TABLE contract
ALTER TABLE public.contract OWNER TO OWNER

-- : owner TABLE external_id
ALTER TABLE public.external_id OWNER TO OWNER

-- : owner TABLE field_change
ALTER TABLE public.field_change OWNER TO OWNER

-- : owner TABLE file
ALTER TABLE public.file OWNER TO OWNER

-- : owner TABLE group_member
ALTER TABLE public.group_member OWNER TO OWNER

-- : owner TABLE idempotency_key
ALTER TABLE public.idempotency_key OWNER TO OWNER

-- : owner TABLE instance
ALTER TABLE public.instance OWNER TO OWNER

-- : owner TABLE invoice
ALTER TABLE public.invoice OWNER TO OWNER

-- : owner TABLE name_refusal
ALTER TABLE public.name_refusal OWNER TO OWNER

-- : owner TABLE opportunity
ALTER TABLE public.opportunity OWNER TO OWNER

-- : owner TABLE role
ALTER TABLE public.role OWNER TO OWNER

-- : owner TABLE sharing_condition
ALTER TABLE public.sharing_condition OWNER TO OWNER

-- : owner TABLE sharing_epoch
ALTER TABLE public.sharing_epoch OWNER TO OWNER

-- : owner TABLE sharing_rule
ALTER TABLE public.sharing_rule OWNER TO OWNER

-- : owner TABLE support_case
ALTER TABLE public.support_case OWNER TO OWNER

-- : owner TABLE tree_lock
ALTER TABLE public.tree_lock OWNER TO OWNER

-- : owner TABLE user_group
ALTER TABLE public.user_group OWNER TO OWNER

-- : owner TYPE account_graph_condition
ALTER TYPE public.account_graph_condition OWNER TO OWNER

-- : owner TYPE account_graph_ways
ALTER TYPE public.account_graph_ways OWNER TO OWNER

-- : policy account.delete_locked
CREATE POLICY delete_locked ON public.account AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_of(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account.*) = 'EDIT'::text))

-- : policy account.everyone
CREATE POLICY everyone ON public.account AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy account.insert_locked
CREATE POLICY insert_locked ON public.account AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK (((public.account_graph_level_of(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account.*) = 'EDIT'::text) OR ( SELECT ((app_user.profile)::text = ANY ((ARRAY['SALES_MANAGER'::character varying, 'SALES_DIRECTOR'::character varying, 'EXECUTIVE'::character varying, 'SERVICE_MANAGER'::character varying])::text[]))
   FROM public.app_user
  WHERE (app_user.id = public.account_graph_user()))))

-- : policy account.select_locked
CREATE POLICY select_locked ON public.account AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees(public.account_graph_user(), id, owner_id, parent_id) OR public.account_graph_opens(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account.*)))

-- : policy account.update_locked
CREATE POLICY update_locked ON public.account AS RESTRICTIVE FOR UPDATE TO account_graph_app USING (true) WITH CHECK (true)

-- : policy account_grant.delete_locked
CREATE POLICY delete_locked ON public.account_grant AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy account_grant.everyone
CREATE POLICY everyone ON public.account_grant AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy account_grant.insert_locked
CREATE POLICY insert_locked ON public.account_grant AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy account_grant.select_locked
CREATE POLICY select_locked ON public.account_grant AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees_by(public.account_graph_user(), account_id) OR (public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) IS NOT NULL)))

-- : policy account_grant.update_locked
CREATE POLICY update_locked ON public.account_grant AS RESTRICTIVE FOR UPDATE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text)) WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy account_team.delete_locked
CREATE POLICY delete_locked ON public.account_team AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy account_team.everyone
CREATE POLICY everyone ON public.account_team AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy account_team.insert_locked
CREATE POLICY insert_locked ON public.account_team AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy account_team.select_locked
CREATE POLICY select_locked ON public.account_team AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees_by(public.account_graph_user(), account_id) OR (public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) IS NOT NULL)))

-- : policy account_team.update_locked
CREATE POLICY update_locked ON public.account_team AS RESTRICTIVE FOR UPDATE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text)) WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy activity.delete_locked
CREATE POLICY delete_locked ON public.activity AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy activity.everyone
CREATE POLICY everyone ON public.activity AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy activity.insert_locked
CREATE POLICY insert_locked ON public.activity AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy activity.select_locked
CREATE POLICY select_locked ON public.activity AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees_by(public.account_graph_user(), account_id) OR (public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) IS NOT NULL)))

-- : policy activity.update_locked
CREATE POLICY update_locked ON public.activity AS RESTRICTIVE FOR UPDATE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text)) WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy app_user.delete_locked
CREATE POLICY delete_locked ON public.app_user AS RESTRICTIVE FOR DELETE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy app_user.everyone
CREATE POLICY everyone ON public.app_user AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy app_user.insert_locked
CREATE POLICY insert_locked ON public.app_user AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy app_user.update_locked
CREATE POLICY update_locked ON public.app_user AS RESTRICTIVE FOR UPDATE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text))) WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy contact.delete_locked
CREATE POLICY delete_locked ON public.contact AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy contact.everyone
CREATE POLICY everyone ON public.contact AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy contact.insert_locked
CREATE POLICY insert_locked ON public.contact AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy contact.select_locked
CREATE POLICY select_locked ON public.contact AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees_by(public.account_graph_user(), account_id) OR (public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) IS NOT NULL)))

-- : policy contact.update_locked
CREATE POLICY update_locked ON public.contact AS RESTRICTIVE FOR UPDATE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text)) WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy contract.delete_locked
CREATE POLICY delete_locked ON public.contract AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy contract.everyone
CREATE POLICY everyone ON public.contract AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy contract.insert_locked
CREATE POLICY insert_locked ON public.contract AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy contract.select_locked
CREATE POLICY select_locked ON public.contract AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees_by(public.account_graph_user(), account_id) OR (public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) IS NOT NULL)))

-- : policy contract.update_locked
CREATE POLICY update_locked ON public.contract AS RESTRICTIVE FOR UPDATE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text)) WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy external_id.everyone
CREATE POLICY everyone ON public.external_id AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy external_id.select_locked
CREATE POLICY select_locked ON public.external_id AS RESTRICTIVE FOR SELECT TO account_graph_app USING (
CASE record_type
    WHEN 'account'::text THEN (EXISTS ( SELECT
       FROM public.account r
      WHERE (r.id = external_id.record_id)))
    WHEN 'activity'::text THEN (EXISTS ( SELECT
       FROM public.activity r
      WHERE (r.id = external_id.record_id)))
    WHEN 'case'::text THEN (EXISTS ( SELECT
       FROM public.support_case r
      WHERE (r.id = external_id.record_id)))
    WHEN 'contact'::text THEN (EXISTS ( SELECT
       FROM public.contact r
      WHERE (r.id = external_id.record_id)))
    WHEN 'contract'::text THEN (EXISTS ( SELECT
       FROM public.contract r
      WHERE (r.id = external_id.record_id)))
    WHEN 'group'::text THEN (EXISTS ( SELECT
       FROM public.user_group r
      WHERE (r.id = external_id.record_id)))
    WHEN 'opportunity'::text THEN (EXISTS ( SELECT
       FROM public.opportunity r
      WHERE (r.id = external_id.record_id)))
    WHEN 'role'::text THEN (EXISTS ( SELECT
       FROM public.role r
      WHERE (r.id = external_id.record_id)))
    WHEN 'team_member'::text THEN (EXISTS ( SELECT
       FROM public.account_team r
      WHERE (r.id = external_id.record_id)))
    WHEN 'grant'::text THEN (EXISTS ( SELECT
       FROM public.account_grant r
      WHERE (r.id = external_id.record_id)))
    WHEN 'sharing_rule'::text THEN (EXISTS ( SELECT
       FROM public.sharing_rule r
      WHERE (r.id = external_id.record_id)))
    WHEN 'user'::text THEN (EXISTS ( SELECT
       FROM public.app_user r
      WHERE (r.id = external_id.record_id)))
    ELSE false
END)

-- : policy file.delete_locked
CREATE POLICY delete_locked ON public.file AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy file.everyone
CREATE POLICY everyone ON public.file AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy file.insert_locked
CREATE POLICY insert_locked ON public.file AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy file.select_locked
CREATE POLICY select_locked ON public.file AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees_by(public.account_graph_user(), account_id) OR (public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) IS NOT NULL)))

-- : policy file.update_locked
CREATE POLICY update_locked ON public.file AS RESTRICTIVE FOR UPDATE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text)) WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy group_member.delete_locked
CREATE POLICY delete_locked ON public.group_member AS RESTRICTIVE FOR DELETE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy group_member.everyone
CREATE POLICY everyone ON public.group_member AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy group_member.insert_locked
CREATE POLICY insert_locked ON public.group_member AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy group_member.update_locked
CREATE POLICY update_locked ON public.group_member AS RESTRICTIVE FOR UPDATE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text))) WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy invoice.delete_locked
CREATE POLICY delete_locked ON public.invoice AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy invoice.everyone
CREATE POLICY everyone ON public.invoice AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy invoice.insert_locked
CREATE POLICY insert_locked ON public.invoice AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy invoice.select_locked
CREATE POLICY select_locked ON public.invoice AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees_by(public.account_graph_user(), account_id) OR (public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) IS NOT NULL)))

-- : policy invoice.update_locked
CREATE POLICY update_locked ON public.invoice AS RESTRICTIVE FOR UPDATE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text)) WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy opportunity.delete_locked
CREATE POLICY delete_locked ON public.opportunity AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy opportunity.everyone
CREATE POLICY everyone ON public.opportunity AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy opportunity.insert_locked
CREATE POLICY insert_locked ON public.opportunity AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy opportunity.select_locked
CREATE POLICY select_locked ON public.opportunity AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees_by(public.account_graph_user(), account_id) OR (public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) IS NOT NULL)))

-- : policy opportunity.update_locked
CREATE POLICY update_locked ON public.opportunity AS RESTRICTIVE FOR UPDATE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text)) WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy role.delete_locked
CREATE POLICY delete_locked ON public.role AS RESTRICTIVE FOR DELETE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy role.everyone
CREATE POLICY everyone ON public.role AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy role.insert_locked
CREATE POLICY insert_locked ON public.role AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy role.update_locked
CREATE POLICY update_locked ON public.role AS RESTRICTIVE FOR UPDATE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text))) WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy sharing_condition.delete_locked
CREATE POLICY delete_locked ON public.sharing_condition AS RESTRICTIVE FOR DELETE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy sharing_condition.everyone
CREATE POLICY everyone ON public.sharing_condition AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy sharing_condition.insert_locked
CREATE POLICY insert_locked ON public.sharing_condition AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy sharing_condition.update_locked
CREATE POLICY update_locked ON public.sharing_condition AS RESTRICTIVE FOR UPDATE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text))) WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy sharing_rule.delete_locked
CREATE POLICY delete_locked ON public.sharing_rule AS RESTRICTIVE FOR DELETE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy sharing_rule.everyone
CREATE POLICY everyone ON public.sharing_rule AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy sharing_rule.insert_locked
CREATE POLICY insert_locked ON public.sharing_rule AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy sharing_rule.update_locked
CREATE POLICY update_locked ON public.sharing_rule AS RESTRICTIVE FOR UPDATE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text))) WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy support_case.delete_locked
CREATE POLICY delete_locked ON public.support_case AS RESTRICTIVE FOR DELETE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy support_case.everyone
CREATE POLICY everyone ON public.support_case AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy support_case.insert_locked
CREATE POLICY insert_locked ON public.support_case AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy support_case.select_locked
CREATE POLICY select_locked ON public.support_case AS RESTRICTIVE FOR SELECT TO account_graph_app USING ((public.account_graph_sees_by(public.account_graph_user(), account_id) OR (public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) IS NOT NULL)))

-- : policy support_case.update_locked
CREATE POLICY update_locked ON public.support_case AS RESTRICTIVE FOR UPDATE TO account_graph_app USING ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text)) WITH CHECK ((public.account_graph_level_by(( SELECT public.account_graph_ways(public.account_graph_user()) AS account_graph_ways), account_id) = 'EDIT'::text))

-- : policy user_group.delete_locked
CREATE POLICY delete_locked ON public.user_group AS RESTRICTIVE FOR DELETE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy user_group.everyone
CREATE POLICY everyone ON public.user_group AS PERMISSIVE FOR ALL TO PUBLIC USING (true)

-- : policy user_group.insert_locked
CREATE POLICY insert_locked ON public.user_group AS RESTRICTIVE FOR INSERT TO account_graph_app WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : policy user_group.update_locked
CREATE POLICY update_locked ON public.user_group AS RESTRICTIVE FOR UPDATE TO account_graph_app USING (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text))) WITH CHECK (( SELECT ((public.account_graph_ways(public.account_graph_user())).everything = 'EDIT'::text)))

-- : role account_graph_app
CREATE ROLE account_graph_app NOLOGIN

-- : row security account
ALTER TABLE public.account ENABLE ROW LEVEL SECURITY

-- : row security account_grant
ALTER TABLE public.account_grant ENABLE ROW LEVEL SECURITY

-- : row security account_team
ALTER TABLE public.account_team ENABLE ROW LEVEL SECURITY

-- : row security activity
ALTER TABLE public.activity ENABLE ROW LEVEL SECURITY

-- : row security app_user
ALTER TABLE public.app_user ENABLE ROW LEVEL SECURITY

-- : row security contact
ALTER TABLE public.contact ENABLE ROW LEVEL SECURITY

-- : row security contract
ALTER TABLE public.contract ENABLE ROW LEVEL SECURITY

-- : row security external_id
ALTER TABLE public.external_id ENABLE ROW LEVEL SECURITY

-- : row security file
ALTER TABLE public.file ENABLE ROW LEVEL SECURITY

-- : row security group_member
ALTER TABLE public.group_member ENABLE ROW LEVEL SECURITY

-- : row security invoice
ALTER TABLE public.invoice ENABLE ROW LEVEL SECURITY

-- : row security opportunity
ALTER TABLE public.opportunity ENABLE ROW LEVEL SECURITY

-- : row security role
ALTER TABLE public.role ENABLE ROW LEVEL SECURITY

-- : row security sharing_condition
ALTER TABLE public.sharing_condition ENABLE ROW LEVEL SECURITY

-- : row security sharing_rule
ALTER TABLE public.sharing_rule ENABLE ROW LEVEL SECURITY

-- : row security support_case
ALTER TABLE public.support_case ENABLE ROW LEVEL SECURITY

-- : row security user_group
ALTER TABLE public.user_group ENABLE ROW LEVEL SECURITY

-- : sequence account_number
CREATE SEQUENCE public.account_number AS bigint INCREMENT 1 MINVALUE 1 MAXVALUE 9223372036854775807 START 1 NO CYCLE

-- : sequence case_number
CREATE SEQUENCE public.case_number AS bigint INCREMENT 1 MINVALUE 1 MAXVALUE 9223372036854775807 START 1 NO CYCLE

-- : sequence contract_number
CREATE SEQUENCE public.contract_number AS bigint INCREMENT 1 MINVALUE 1 MAXVALUE 9223372036854775807 START 1 NO CYCLE

-- : sequence invoice_number
CREATE SEQUENCE public.invoice_number AS bigint INCREMENT 1 MINVALUE 1 MAXVALUE 9223372036854775807 START 1 NO CYCLE

-- : table account
kept

-- : table account_grant
kept

-- : table account_team
kept

-- : table account_tree
kept

-- : table activity
kept

-- : table app_user
kept

-- : table contact
kept

-- : table contract
kept

-- : table external_id
kept

-- : table field_change
kept

-- : table file
kept

-- : table group_member
kept

-- : table idempotency_key
kept

-- : table instance
kept

-- : table invoice
kept

-- : table name_refusal
kept

-- : table opportunity
kept

-- : table role
kept

-- : table sharing_condition
kept

-- : table sharing_epoch
kept

-- : table sharing_rule
kept

-- : table support_case
kept

-- : table tree_lock
kept

-- : table user_group
kept

-- : trigger account.account_audit_delete
CREATE TRIGGER account_audit_delete AFTER DELETE ON public.account REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account()

-- : trigger account.account_audit_insert
CREATE TRIGGER account_audit_insert AFTER INSERT ON public.account REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account()

-- : trigger account.account_audit_truncate
CREATE TRIGGER account_audit_truncate BEFORE TRUNCATE ON public.account FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account()

-- : trigger account.account_audit_update
CREATE TRIGGER account_audit_update AFTER UPDATE ON public.account REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account()

-- : trigger account.account_edit_guard
CREATE TRIGGER account_edit_guard BEFORE UPDATE ON public.account FOR EACH ROW WHEN ((CURRENT_USER = 'account_graph_app'::name)) EXECUTE FUNCTION public.account_edit_guard()

-- : trigger account.account_external_ids
CREATE TRIGGER account_external_ids AFTER DELETE ON public.account REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger account.account_figures_at
CREATE TRIGGER account_figures_at BEFORE UPDATE OF total_opportunity_amount, won_opportunity_amount, open_opportunity_count, open_opportunity_amount, weighted_opportunity_amount, open_case_count ON public.account FOR EACH ROW WHEN (((((((old.total_opportunity_amount IS DISTINCT FROM new.total_opportunity_amount) OR (old.won_opportunity_amount IS DISTINCT FROM new.won_opportunity_amount)) OR (old.open_opportunity_count IS DISTINCT FROM new.open_opportunity_count)) OR (old.open_opportunity_amount IS DISTINCT FROM new.open_opportunity_amount)) OR (old.weighted_opportunity_amount IS DISTINCT FROM new.weighted_opportunity_amount)) OR (old.open_case_count IS DISTINCT FROM new.open_case_count))) EXECUTE FUNCTION public.keep_figures_at()

-- : trigger account.account_tree_delete
CREATE TRIGGER account_tree_delete AFTER DELETE ON public.account REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.account_tree_delete()

-- : trigger account.account_tree_insert
CREATE TRIGGER account_tree_insert AFTER INSERT ON public.account REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.account_tree_insert()

-- : trigger account.account_tree_move
CREATE TRIGGER account_tree_move AFTER UPDATE OF parent_id ON public.account FOR EACH ROW WHEN ((old.parent_id IS DISTINCT FROM new.parent_id)) EXECUTE FUNCTION public.account_tree_move()

-- : trigger account_grant.account_grant_audit_delete
CREATE TRIGGER account_grant_audit_delete AFTER DELETE ON public.account_grant REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account_grant()

-- : trigger account_grant.account_grant_audit_insert
CREATE TRIGGER account_grant_audit_insert AFTER INSERT ON public.account_grant REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account_grant()

-- : trigger account_grant.account_grant_audit_truncate
CREATE TRIGGER account_grant_audit_truncate BEFORE TRUNCATE ON public.account_grant FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account_grant()

-- : trigger account_grant.account_grant_audit_update
CREATE TRIGGER account_grant_audit_update AFTER UPDATE ON public.account_grant REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account_grant()

-- : trigger account_grant.account_grant_external_ids
CREATE TRIGGER account_grant_external_ids AFTER DELETE ON public.account_grant REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger account_team.account_team_audit_delete
CREATE TRIGGER account_team_audit_delete AFTER DELETE ON public.account_team REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account_team()

-- : trigger account_team.account_team_audit_insert
CREATE TRIGGER account_team_audit_insert AFTER INSERT ON public.account_team REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account_team()

-- : trigger account_team.account_team_audit_truncate
CREATE TRIGGER account_team_audit_truncate BEFORE TRUNCATE ON public.account_team FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account_team()

-- : trigger account_team.account_team_audit_update
CREATE TRIGGER account_team_audit_update AFTER UPDATE ON public.account_team REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_account_team()

-- : trigger account_team.account_team_external_ids
CREATE TRIGGER account_team_external_ids AFTER DELETE ON public.account_team REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger activity.activity_audit_delete
CREATE TRIGGER activity_audit_delete AFTER DELETE ON public.activity REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_activity()

-- : trigger activity.activity_audit_insert
CREATE TRIGGER activity_audit_insert AFTER INSERT ON public.activity REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_activity()

-- : trigger activity.activity_audit_truncate
CREATE TRIGGER activity_audit_truncate BEFORE TRUNCATE ON public.activity FOR EACH STATEMENT EXECUTE FUNCTION public.audit_activity()

-- : trigger activity.activity_audit_update
CREATE TRIGGER activity_audit_update AFTER UPDATE ON public.activity REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_activity()

-- : trigger activity.activity_external_ids
CREATE TRIGGER activity_external_ids AFTER DELETE ON public.activity REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger app_user.app_user_audit_delete
CREATE TRIGGER app_user_audit_delete AFTER DELETE ON public.app_user REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_app_user()

-- : trigger app_user.app_user_audit_insert
CREATE TRIGGER app_user_audit_insert AFTER INSERT ON public.app_user REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_app_user()

-- : trigger app_user.app_user_audit_truncate
CREATE TRIGGER app_user_audit_truncate BEFORE TRUNCATE ON public.app_user FOR EACH STATEMENT EXECUTE FUNCTION public.audit_app_user()

-- : trigger app_user.app_user_audit_update
CREATE TRIGGER app_user_audit_update AFTER UPDATE ON public.app_user REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_app_user()

-- : trigger app_user.app_user_email_since
CREATE TRIGGER app_user_email_since BEFORE UPDATE ON public.app_user FOR EACH ROW WHEN (((old.email)::text IS DISTINCT FROM (new.email)::text)) EXECUTE FUNCTION public.keep_email_since()

-- : trigger app_user.app_user_end_tokens
CREATE TRIGGER app_user_end_tokens BEFORE UPDATE ON public.app_user FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION public.end_tokens()

-- : trigger app_user.app_user_epoch
CREATE TRIGGER app_user_epoch AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.app_user FOR EACH STATEMENT EXECUTE FUNCTION public.next_sharing_epoch()

-- : trigger app_user.app_user_external_ids
CREATE TRIGGER app_user_external_ids AFTER DELETE ON public.app_user REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger contact.contact_audit_delete
CREATE TRIGGER contact_audit_delete AFTER DELETE ON public.contact REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_contact()

-- : trigger contact.contact_audit_insert
CREATE TRIGGER contact_audit_insert AFTER INSERT ON public.contact REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_contact()

-- : trigger contact.contact_audit_truncate
CREATE TRIGGER contact_audit_truncate BEFORE TRUNCATE ON public.contact FOR EACH STATEMENT EXECUTE FUNCTION public.audit_contact()

-- : trigger contact.contact_audit_update
CREATE TRIGGER contact_audit_update AFTER UPDATE ON public.contact REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_contact()

-- : trigger contact.contact_external_ids
CREATE TRIGGER contact_external_ids AFTER DELETE ON public.contact REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger contract.contract_audit_delete
CREATE TRIGGER contract_audit_delete AFTER DELETE ON public.contract REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_contract()

-- : trigger contract.contract_audit_insert
CREATE TRIGGER contract_audit_insert AFTER INSERT ON public.contract REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_contract()

-- : trigger contract.contract_audit_truncate
CREATE TRIGGER contract_audit_truncate BEFORE TRUNCATE ON public.contract FOR EACH STATEMENT EXECUTE FUNCTION public.audit_contract()

-- : trigger contract.contract_audit_update
CREATE TRIGGER contract_audit_update AFTER UPDATE ON public.contract REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_contract()

-- : trigger contract.contract_external_ids
CREATE TRIGGER contract_external_ids AFTER DELETE ON public.contract REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger external_id.external_id_epoch_delete
CREATE TRIGGER external_id_epoch_delete AFTER DELETE ON public.external_id REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.next_sharing_epoch_of_users()

-- : trigger external_id.external_id_epoch_insert
CREATE TRIGGER external_id_epoch_insert AFTER INSERT ON public.external_id REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.next_sharing_epoch_of_users()

-- : trigger external_id.external_id_epoch_update
CREATE TRIGGER external_id_epoch_update AFTER UPDATE ON public.external_id REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.next_sharing_epoch_of_users()

-- : trigger field_change.field_change_append_only
CREATE TRIGGER field_change_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.field_change FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_append_only()

-- : trigger file.file_audit_delete
CREATE TRIGGER file_audit_delete AFTER DELETE ON public.file REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_file()

-- : trigger file.file_audit_insert
CREATE TRIGGER file_audit_insert AFTER INSERT ON public.file REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_file()

-- : trigger file.file_audit_truncate
CREATE TRIGGER file_audit_truncate BEFORE TRUNCATE ON public.file FOR EACH STATEMENT EXECUTE FUNCTION public.audit_file()

-- : trigger file.file_audit_update
CREATE TRIGGER file_audit_update AFTER UPDATE ON public.file REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_file()

-- : trigger group_member.group_member_audit_delete
CREATE TRIGGER group_member_audit_delete AFTER DELETE ON public.group_member REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_group_member()

-- : trigger group_member.group_member_audit_insert
CREATE TRIGGER group_member_audit_insert AFTER INSERT ON public.group_member REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_group_member()

-- : trigger group_member.group_member_audit_truncate
CREATE TRIGGER group_member_audit_truncate BEFORE TRUNCATE ON public.group_member FOR EACH STATEMENT EXECUTE FUNCTION public.audit_group_member()

-- : trigger group_member.group_member_audit_update
CREATE TRIGGER group_member_audit_update AFTER UPDATE ON public.group_member REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_group_member()

-- : trigger group_member.group_member_epoch
CREATE TRIGGER group_member_epoch AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.group_member FOR EACH STATEMENT EXECUTE FUNCTION public.next_sharing_epoch()

-- : trigger invoice.invoice_audit_delete
CREATE TRIGGER invoice_audit_delete AFTER DELETE ON public.invoice REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_invoice()

-- : trigger invoice.invoice_audit_insert
CREATE TRIGGER invoice_audit_insert AFTER INSERT ON public.invoice REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_invoice()

-- : trigger invoice.invoice_audit_truncate
CREATE TRIGGER invoice_audit_truncate BEFORE TRUNCATE ON public.invoice FOR EACH STATEMENT EXECUTE FUNCTION public.audit_invoice()

-- : trigger invoice.invoice_audit_update
CREATE TRIGGER invoice_audit_update AFTER UPDATE ON public.invoice REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_invoice()

-- : trigger opportunity.opportunity_audit_delete
CREATE TRIGGER opportunity_audit_delete AFTER DELETE ON public.opportunity REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_opportunity()

-- : trigger opportunity.opportunity_audit_insert
CREATE TRIGGER opportunity_audit_insert AFTER INSERT ON public.opportunity REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_opportunity()

-- : trigger opportunity.opportunity_audit_truncate
CREATE TRIGGER opportunity_audit_truncate BEFORE TRUNCATE ON public.opportunity FOR EACH STATEMENT EXECUTE FUNCTION public.audit_opportunity()

-- : trigger opportunity.opportunity_audit_update
CREATE TRIGGER opportunity_audit_update AFTER UPDATE ON public.opportunity REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_opportunity()

-- : trigger opportunity.opportunity_external_ids
CREATE TRIGGER opportunity_external_ids AFTER DELETE ON public.opportunity REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger opportunity.opportunity_totals_delete
CREATE TRIGGER opportunity_totals_delete AFTER DELETE ON public.opportunity REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.keep_opportunity_totals()

-- : trigger opportunity.opportunity_totals_insert
CREATE TRIGGER opportunity_totals_insert AFTER INSERT ON public.opportunity REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.keep_opportunity_totals()

-- : trigger opportunity.opportunity_totals_update
CREATE TRIGGER opportunity_totals_update AFTER UPDATE ON public.opportunity REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.keep_opportunity_totals()

-- : trigger role.role_audit_delete
CREATE TRIGGER role_audit_delete AFTER DELETE ON public.role REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_role()

-- : trigger role.role_audit_insert
CREATE TRIGGER role_audit_insert AFTER INSERT ON public.role REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_role()

-- : trigger role.role_audit_truncate
CREATE TRIGGER role_audit_truncate BEFORE TRUNCATE ON public.role FOR EACH STATEMENT EXECUTE FUNCTION public.audit_role()

-- : trigger role.role_audit_update
CREATE TRIGGER role_audit_update AFTER UPDATE ON public.role REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_role()

-- : trigger role.role_epoch
CREATE TRIGGER role_epoch AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.role FOR EACH STATEMENT EXECUTE FUNCTION public.next_sharing_epoch()

-- : trigger role.role_external_ids
CREATE TRIGGER role_external_ids AFTER DELETE ON public.role REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger sharing_condition.sharing_condition_audit_delete
CREATE TRIGGER sharing_condition_audit_delete AFTER DELETE ON public.sharing_condition REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_sharing_condition()

-- : trigger sharing_condition.sharing_condition_audit_insert
CREATE TRIGGER sharing_condition_audit_insert AFTER INSERT ON public.sharing_condition REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_sharing_condition()

-- : trigger sharing_condition.sharing_condition_audit_truncate
CREATE TRIGGER sharing_condition_audit_truncate BEFORE TRUNCATE ON public.sharing_condition FOR EACH STATEMENT EXECUTE FUNCTION public.audit_sharing_condition()

-- : trigger sharing_condition.sharing_condition_audit_update
CREATE TRIGGER sharing_condition_audit_update AFTER UPDATE ON public.sharing_condition REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_sharing_condition()

-- : trigger sharing_condition.sharing_condition_epoch
CREATE TRIGGER sharing_condition_epoch AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.sharing_condition FOR EACH STATEMENT EXECUTE FUNCTION public.next_sharing_epoch()

-- : trigger sharing_rule.sharing_rule_audit_delete
CREATE TRIGGER sharing_rule_audit_delete AFTER DELETE ON public.sharing_rule REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_sharing_rule()

-- : trigger sharing_rule.sharing_rule_audit_insert
CREATE TRIGGER sharing_rule_audit_insert AFTER INSERT ON public.sharing_rule REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_sharing_rule()

-- : trigger sharing_rule.sharing_rule_audit_truncate
CREATE TRIGGER sharing_rule_audit_truncate BEFORE TRUNCATE ON public.sharing_rule FOR EACH STATEMENT EXECUTE FUNCTION public.audit_sharing_rule()

-- : trigger sharing_rule.sharing_rule_audit_update
CREATE TRIGGER sharing_rule_audit_update AFTER UPDATE ON public.sharing_rule REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_sharing_rule()

-- : trigger sharing_rule.sharing_rule_epoch
CREATE TRIGGER sharing_rule_epoch AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.sharing_rule FOR EACH STATEMENT EXECUTE FUNCTION public.next_sharing_epoch()

-- : trigger sharing_rule.sharing_rule_external_ids
CREATE TRIGGER sharing_rule_external_ids AFTER DELETE ON public.sharing_rule REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger support_case.case_count_delete
CREATE TRIGGER case_count_delete AFTER DELETE ON public.support_case REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.keep_open_case_count()

-- : trigger support_case.case_count_insert
CREATE TRIGGER case_count_insert AFTER INSERT ON public.support_case REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.keep_open_case_count()

-- : trigger support_case.case_count_update
CREATE TRIGGER case_count_update AFTER UPDATE ON public.support_case REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.keep_open_case_count()

-- : trigger support_case.support_case_audit_delete
CREATE TRIGGER support_case_audit_delete AFTER DELETE ON public.support_case REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_support_case()

-- : trigger support_case.support_case_audit_insert
CREATE TRIGGER support_case_audit_insert AFTER INSERT ON public.support_case REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_support_case()

-- : trigger support_case.support_case_audit_truncate
CREATE TRIGGER support_case_audit_truncate BEFORE TRUNCATE ON public.support_case FOR EACH STATEMENT EXECUTE FUNCTION public.audit_support_case()

-- : trigger support_case.support_case_audit_update
CREATE TRIGGER support_case_audit_update AFTER UPDATE ON public.support_case REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_support_case()

-- : trigger support_case.support_case_external_ids
CREATE TRIGGER support_case_external_ids AFTER DELETE ON public.support_case REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : trigger user_group.user_group_audit_delete
CREATE TRIGGER user_group_audit_delete AFTER DELETE ON public.user_group REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_user_group()

-- : trigger user_group.user_group_audit_insert
CREATE TRIGGER user_group_audit_insert AFTER INSERT ON public.user_group REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_user_group()

-- : trigger user_group.user_group_audit_truncate
CREATE TRIGGER user_group_audit_truncate BEFORE TRUNCATE ON public.user_group FOR EACH STATEMENT EXECUTE FUNCTION public.audit_user_group()

-- : trigger user_group.user_group_audit_update
CREATE TRIGGER user_group_audit_update AFTER UPDATE ON public.user_group REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION public.audit_user_group()

-- : trigger user_group.user_group_epoch
CREATE TRIGGER user_group_epoch AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.user_group FOR EACH STATEMENT EXECUTE FUNCTION public.next_sharing_epoch()

-- : trigger user_group.user_group_external_ids
CREATE TRIGGER user_group_external_ids AFTER DELETE ON public.user_group REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION public.delete_external_ids()

-- : type account_graph_condition
CREATE TYPE public.account_graph_condition AS (rule_id uuid, level text, "column" text, operator text, given text[])

-- : type account_graph_ways
CREATE TYPE public.account_graph_ways AS (user_id uuid, everything text, role_id uuid, leads boolean, partner_account_id uuid, group_ids uuid[], conditions public.account_graph_condition[])
