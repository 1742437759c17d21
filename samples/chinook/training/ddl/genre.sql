-- Style of music, or Drama and Comedy for television.
CREATE TABLE Genre (
    GenreId INTEGER NOT NULL,
    Name    NVARCHAR(120),
    CONSTRAINT PK_Genre PRIMARY KEY (GenreId)
);
