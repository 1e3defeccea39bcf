-- Empties the keyring when another book has taken its place.
delete from failed_try
