-- A named selection of tracks. A playlist may be empty.
CREATE TABLE Playlist (
    PlaylistId INTEGER NOT NULL,
    Name       NVARCHAR(120),
    CONSTRAINT PK_Playlist PRIMARY KEY (PlaylistId)
);
