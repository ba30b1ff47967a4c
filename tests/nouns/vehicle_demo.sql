INSERT INTO vehicle (id, created_by_id, updated_by_id, account_id, name, plate, kind, price)
SELECT gen_random_uuid(), u.id, u.id, a.id, 'Car ' || a.number, 'AG ' || a.number, 'CAR', a.number * 100
FROM account a, app_user u
WHERE u.email = 'ada@demo.example';
