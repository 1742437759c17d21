-- Who performs: a band, a person, an ensemble or a television series. Some artists have no album yet.
CREATE TABLE Artist (
    ArtistId INTEGER NOT NULL,
    Name     NVARCHAR(120),          -- in the artist's own language and script
    CONSTRAINT PK_Artist PRIMARY KEY (ArtistId)
);
