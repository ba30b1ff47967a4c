CREATE TABLE vehicle (
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by_id uuid REFERENCES app_user (id),
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by_id uuid REFERENCES app_user (id),
    account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name varchar(255) NOT NULL,
    plate varchar(16),
    kind varchar(5) NOT NULL DEFAULT 'CAR' CHECK (kind IN ('CAR', 'VAN', 'TRUCK')),
    price numeric(18, 2) CHECK (price >= 0),
    driver_id uuid REFERENCES contact (id) ON DELETE SET NULL
);

CREATE INDEX vehicle_of_account ON vehicle (account_id, (name COLLATE "C"), id);
CREATE INDEX vehicle_by_name ON vehicle ((name COLLATE "C"), id) INCLUDE (account_id);
CREATE INDEX vehicle_of_contact ON vehicle (driver_id);
